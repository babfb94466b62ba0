/** RPKI data: what caches and files say, and what that means for routes. */
module savd.rpki {
  requires transitive savd.net;
  requires com.fasterxml.jackson.core;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires it.unimi.dsi.fastutil.core;
  requires org.apache.commons.compress;
  requires org.slf4j;
  requires savd.transport;

  exports savd.rpki.files;
  exports savd.rpki.fsm;
  exports savd.rpki.message;
  exports savd.rpki.payload;
  exports savd.rpki.session;
  exports savd.rpki.slurm;
  exports savd.rpki.sources;
  exports savd.rpki.validation;
  exports savd.rpki.wire;
}
