package savd.fib.nft;

import savd.fib.plan.KernelChange;

/** One change in the words of an operator. */
final class ChangeText {
  private ChangeText() {}

  static String of(KernelChange change) {
    return switch (change) {
      case KernelChange.CreateTable _ -> "table";
      case KernelChange.CreateBaseChain c -> "chain " + c.name();
      case KernelChange.CreateChain c -> "chain " + c.name();
      case KernelChange.CreateCounter c -> "counter " + c.name();
      case KernelChange.CreateSourceSet c -> "set " + c.name();
      case KernelChange.CreateSourceMap c -> "map " + c.name();
      case KernelChange.CreateIngressMap c -> "map " + c.name();
      case KernelChange.DeleteElements d ->
          "deleting " + d.intervals().size() + " elements of set " + d.set();
      case KernelChange.AddElements a ->
          "adding " + a.intervals().size() + " elements to set " + a.set();
      case KernelChange.DeleteDispatch d ->
          "deleting " + d.ranges().size() + " elements of map " + d.map();
      case KernelChange.AddDispatch a ->
          "adding " + a.ranges().size() + " elements to map " + a.map();
      case KernelChange.AddIngress a -> "adding " + a.ingress() + " to map " + a.map();
      case KernelChange.DeleteIngress d -> "deleting " + d.ingress() + " of map " + d.map();
      case KernelChange.ReplaceRules r -> "rules of chain " + r.chain();
      case KernelChange.DeleteChain d -> "deleting chain " + d.name();
      case KernelChange.DeleteSet d -> "deleting set " + d.name();
      case KernelChange.DeleteCounter d -> "deleting counter " + d.name();
    };
  }
}
