/** Reads published RPKI objects, by the library of the RIPE NCC. Only savctl uses it. */
module savd.rpki.inspect {
  requires com.fasterxml.jackson.core;
  requires savd.net;
  requires ipresource;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires org.joda.time;
  requires rpki.commons;

  exports savd.rpki.inspect;
}
