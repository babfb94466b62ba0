/** savctl: asks savd over its control socket. Knows what they say to each other, nothing else. */
module savd.cli {
  requires info.picocli;
  requires savd.control;
  requires savd.net;

  exports savd.cli;

  opens savd.cli to
      info.picocli;
}
