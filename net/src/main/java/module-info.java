/** Values everyone shares: addresses, prefixes, ranges, AS numbers, paths, route changes. */
module savd.net {
  exports savd.net;
}
