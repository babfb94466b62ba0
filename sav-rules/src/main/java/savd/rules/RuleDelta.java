package savd.rules;

import java.util.List;
import savd.net.IngressInterface;

/**
 * From one revision of the rules to the next.
 *
 * <p>Lists named by {@code ingresses} have been described completely by this delta and earlier
 * ones. A list that no ingress names any more is in {@code droppedLists}; its number does not come
 * back.
 *
 * @param revision the revision reached; grows by at least one with every delta that is not empty
 * @param lists changes of coverage; a list seen for the first time starts empty
 * @param ingresses the new rule of every interface whose rule changed
 * @param droppedIngresses interfaces that have no rule any more
 */
public record RuleDelta(
    long revision,
    List<ListChange> lists,
    List<IngressRule> ingresses,
    List<IngressInterface> droppedIngresses,
    List<ListId> droppedLists) {
  public RuleDelta {
    lists = List.copyOf(lists);
    ingresses = List.copyOf(ingresses);
    droppedIngresses = List.copyOf(droppedIngresses);
    droppedLists = List.copyOf(droppedLists);
  }

  public boolean isEmpty() {
    return lists.isEmpty()
        && ingresses.isEmpty()
        && droppedIngresses.isEmpty()
        && droppedLists.isEmpty();
  }
}
