/** A CETP edge: customer networks with private addresses reach each other by name and policy. */
module savd.cetp {
  requires transitive savd.net;

  exports savd.cetp.capture;
  exports savd.cetp.fsm;
  exports savd.cetp.message;
  exports savd.cetp.policy;
  exports savd.cetp.wire;
}
