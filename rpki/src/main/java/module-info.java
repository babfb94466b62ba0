/** RPKI data: what caches and files say, and what that means for routes. */
module savd.rpki {
  requires transitive savd.net;
  requires it.unimi.dsi.fastutil.core;

  exports savd.rpki.payload;
  exports savd.rpki.validation;
}
