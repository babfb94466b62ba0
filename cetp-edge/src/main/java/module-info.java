/** A CETP edge: customer networks with private addresses reach each other by name and policy. */
module savd.cetp {
  requires transitive savd.net;
  requires org.dnsjava;
  requires org.slf4j;
  requires savd.linux;

  exports savd.cetp.capture;
  exports savd.cetp.fsm;
  exports savd.cetp.message;
  exports savd.cetp.names;
  exports savd.cetp.policy;
  exports savd.cetp.session;
  exports savd.cetp.tun;
  exports savd.cetp.wire;
}
