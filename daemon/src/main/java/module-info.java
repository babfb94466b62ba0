/** savd itself: the only module that knows all others. */
module savd.daemon {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires info.picocli;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires jdk.net;
  requires jdk.unsupported;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.slf4j;
  requires org.tomlj;
  requires savd.bgp;
  requires savd.cetp;
  requires savd.control;
  requires savd.fib;
  requires java.management;
  requires savd.net;
  requires savd.pisav;
  requires savd.rib;
  requires savd.rpki;
  requires savd.rules;

  opens savd.daemon to
      info.picocli;
  opens savd.daemon.cetp to
      info.picocli;

  provides ch.qos.logback.classic.spi.Configurator with
      savd.daemon.logging.LogConfigurator;
}
