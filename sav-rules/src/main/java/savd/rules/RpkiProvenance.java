package savd.rules;

import java.util.Optional;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/** Says where RPKI data that an answer names came from, where that is worth saying. */
public interface RpkiProvenance {
  /** Nothing is known of where data came from. */
  RpkiProvenance UNKNOWN =
      new RpkiProvenance() {
        @Override
        public Optional<String> of(Vrp vrp) {
          return Optional.empty();
        }

        @Override
        public Optional<String> of(Aspa aspa) {
          return Optional.empty();
        }
      };

  /** A few words, such as "asserted in exceptions.json, line 12"; empty for what a cache said. */
  Optional<String> of(Vrp vrp);

  /** The same for an ASPA. */
  Optional<String> of(Aspa aspa);
}
