/**
 * Laboratories of network namespaces, real routers, packet probes and the scenarios run on them.
 */
module savd.testbed {
  requires com.fasterxml.jackson.databind;
  requires savd.net;

  exports savd.testbed.lab;
  exports savd.testbed.probe;
  exports savd.testbed.router;
}
