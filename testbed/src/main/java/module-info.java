/**
 * Laboratories of network namespaces, real routers, packet probes and the scenarios run on them.
 */
module savd.testbed {
  requires io.netty.buffer;
  requires savd.bgp;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive savd.net;

  exports savd.testbed.lab;
  exports savd.testbed.node;
  exports savd.testbed.peer;
  exports savd.testbed.probe;
  exports savd.testbed.router;
  exports savd.testbed.scenario;
}
