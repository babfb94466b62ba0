/** BGP with the neighbours, and MRT files: route sources. */
module savd.bgp {
  requires transitive savd.net;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires org.apache.commons.compress;
  requires org.slf4j;
  requires savd.transport;

  exports savd.bgp.fsm;
  exports savd.bgp.message;
  exports savd.bgp.mrt;
  exports savd.bgp.session;
  exports savd.bgp.wire;
}
