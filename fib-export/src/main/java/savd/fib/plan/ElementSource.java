package savd.fib.plan;

import savd.net.AddressFamily;

/** Reads the elements of a set or map of our table. */
public interface ElementSource<X extends Exception> {
  KernelInventory.Elements read(String set, AddressFamily family) throws X;
}
