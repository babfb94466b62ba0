/** Adj-RIB-In of every neighbour, packed; prefix index, attribute pool, decision process. Pure. */
module savd.rib {
  requires transitive savd.net;

  exports savd.rib;
}
