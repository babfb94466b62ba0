/**
 * Laboratories of network namespaces, real routers, packet probes and the scenarios run on them.
 */
module savd.testbed {
  requires io.netty.buffer;
  requires org.apache.commons.compress;
  requires savd.bgp;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive savd.net;
  requires transitive savd.pisav;
  requires transitive savd.rib;
  requires transitive savd.rpki;
  requires transitive savd.rules;

  exports savd.testbed.cache;
  exports savd.testbed.lab;
  exports savd.testbed.node;
  exports savd.testbed.peer;
  exports savd.testbed.probe;
  exports savd.testbed.router;
  exports savd.testbed.rpki;
  exports savd.testbed.scenario;
  exports savd.testbed.search;
  exports savd.testbed.topology;
}
