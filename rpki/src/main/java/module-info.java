/** RPKI data: what caches and files say, and what that means for routes. */
module savd.rpki {
  requires transitive savd.net;
  requires com.fasterxml.jackson.core;
  requires it.unimi.dsi.fastutil.core;
  requires org.apache.commons.compress;

  exports savd.rpki.files;
  exports savd.rpki.payload;
  exports savd.rpki.slurm;
  exports savd.rpki.sources;
  exports savd.rpki.validation;
}
