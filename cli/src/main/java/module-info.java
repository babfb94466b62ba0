/** savctl: asks savd over its control socket, and reads captures of CETP by itself. */
module savd.cli {
  requires info.picocli;
  requires savd.cetp;
  requires savd.control;
  requires savd.net;

  exports savd.cli;

  opens savd.cli to
      info.picocli;
}
