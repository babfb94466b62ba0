/** System calls of Linux, through the foreign-function interface. */
module savd.linux {
  exports savd.linux;
}
