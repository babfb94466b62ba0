/**
 * Which source prefixes may arrive on which interface, kept in step with RIB and RPKI, change by
 * change. Pure.
 */
module savd.rules {
  requires transitive savd.net;
  requires transitive savd.rib;
  requires transitive savd.rpki;
  requires it.unimi.dsi.fastutil.core;

  exports savd.relation;
  exports savd.rules;
}
