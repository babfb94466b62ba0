package savd.rpki.slurm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.rpki.files.FileFault;

/**
 * Reads JSON objects whose members are all named beforehand, and goes on after a fault: an unknown,
 * a missing, a repeated member, a value of another type.
 */
final class ObjectReader {
  /** More are counted only. */
  private static final int MOST_FAULTS = 100;

  /** Names of members that were once proposed, or that other programs take. */
  private static final Map<String, String> HINTS =
      Map.ofEntries(
          Map.entry("customerAsid", "an earlier draft's name: now customerAsn"),
          Map.entry("customer_asid", "rpki-client's name: here customerAsn"),
          Map.entry("customer", "Routinator's name: here customerAsn"),
          Map.entry("providers", "an earlier draft's name: now providerAsns, numbers only"),
          Map.entry("providerSet", "an earlier draft's name: now providerAsns, numbers only"),
          Map.entry("providerAsids", "an earlier draft's name: now providerAsns"),
          Map.entry("providerAsid", "an earlier draft's name: now providerAsns"),
          Map.entry("afiLimit", "gone: an ASPA holds for both address families"),
          Map.entry("addressFamilyLimit", "gone: an ASPA holds for both address families"),
          Map.entry("aspaFilter", "the draft's text has aspaFilters"),
          Map.entry("ski", "write SKI"),
          Map.entry("maxLength", "here maxPrefixLength"));

  /** Reads the value at which the parser stands, to its end. */
  interface Value {
    void read() throws IOException;
  }

  private final String file;
  private final JsonParser json;
  private final List<FileFault> faults = new ArrayList<>();
  private int more;

  ObjectReader(String file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  JsonParser json() {
    return json;
  }

  int line() {
    return json.currentTokenLocation().getLineNr();
  }

  void fault(String text) {
    add(FileFault.at(file, json, text));
  }

  void fault(int line, String member, String text) {
    add(new FileFault(file, line, member, text));
  }

  private void add(FileFault fault) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(fault);
    } else {
      more++;
    }
  }

  int faultCount() {
    return faults.size() + more;
  }

  List<FileFault> faults() {
    if (more == 0) {
      return faults;
    }
    List<FileFault> out = new ArrayList<>(faults);
    out.add(new FileFault(file, 0, "", more + " more faults"));
    return out;
  }

  /**
   * Reads an object.
   *
   * @param required members that must be there
   * @param members how each member that may be there is read
   * @return true where it is an object with no fault in it
   */
  boolean object(List<String> required, Map<String, Value> members) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      fault("not an object");
      json.skipChildren();
      return false;
    }
    final int before = faultCount();
    Set<String> seen = new HashSet<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      Value value = members.get(name);
      json.nextToken();
      if (value == null) {
        String hint = HINTS.get(name);
        fault("no such member here" + (hint == null ? "" : "; " + hint));
        json.skipChildren();
      } else if (seen.add(name)) {
        value.read();
      } else {
        fault("a second time");
        json.skipChildren();
      }
    }
    for (String name : required) {
      if (!seen.contains(name)) {
        fault("no " + name);
      }
    }
    return faultCount() == before;
  }

  /** Reads an array of objects. */
  void array(Value element) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      fault("not an array");
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }
}
