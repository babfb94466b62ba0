/**
 * savctl: asks savd over its control socket, and reads captures of CETP and objects of the RPKI by
 * itself.
 */
module savd.cli {
  requires info.picocli;
  requires savd.cetp;
  requires savd.control;
  requires savd.net;
  requires savd.rpki.inspect;

  exports savd.cli;

  opens savd.cli to
      info.picocli;
}
