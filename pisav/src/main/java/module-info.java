/** PI-SAV standalone+: whether members of our customer cone reach each other through it. */
module savd.pisav {
  requires transitive savd.net;
  requires transitive savd.rules;
  requires transitive savd.rpki;
  requires transitive savd.rib;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires it.unimi.dsi.fastutil.core;
  requires org.slf4j;
  requires savd.transport;

  exports savd.pisav.detour;
  exports savd.pisav.fsm;
  exports savd.pisav.message;
  exports savd.pisav.session;
  exports savd.pisav.wire;
}
