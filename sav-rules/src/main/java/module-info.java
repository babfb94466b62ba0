/**
 * Which source prefixes may arrive on which interface, kept in step with the RIB, change by change.
 * Pure.
 */
module savd.rules {
  requires transitive savd.net;
  requires transitive savd.rib;

  exports savd.rules;
}
