/** What savctl and savd say to each other, and how it is written. */
module savd.control {
  requires transitive savd.net;
  requires com.fasterxml.jackson.core;

  exports savd.control;
}
