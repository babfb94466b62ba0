/** Measurements of parts and of the whole. Nothing depends on it. */
module savd.bench {
  requires io.netty.buffer;
  requires java.management;
  requires org.apache.commons.compress;
  requires jmh.core;
  requires savd.bgp;
  requires savd.cetp;
  requires savd.fib;
  requires savd.net;
  requires savd.pisav;
  requires savd.rib;
  requires savd.rpki;
  requires savd.rules;
  requires savd.testbed;
}
