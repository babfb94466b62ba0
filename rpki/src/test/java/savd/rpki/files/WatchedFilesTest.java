package savd.rpki.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import savd.rpki.slurm.SlurmFiles;

class WatchedFilesTest {
  private static final String NOTHING =
      "{\"slurmVersion\":1,\"validationOutputFilters\":{\"prefixFilters\":[],\"bgpsecFilters\":[]},"
          + "\"locallyAddedAssertions\":{\"prefixAssertions\":[%s],\"bgpsecAssertions\":[]}}";

  @TempDir Path directory;
  private Path file;
  private long modified;
  private final List<String> reads = new ArrayList<>();

  @BeforeEach
  void name() {
    file = directory.resolve("data");
  }

  /** Each writing is a second after the one before, whatever the clock of the disk. */
  private void write(Path to, String text) throws IOException {
    Files.writeString(to, text);
    modified += 1000;
    Files.setLastModifiedTime(to, FileTime.fromMillis(modified));
  }

  private WatchedFiles<String> watched() {
    return new WatchedFiles<>(
        List.of(file),
        path -> {
          String text = Files.readString(path);
          reads.add(text);
          if (text.startsWith("bad")) {
            throw new BadFile(new FileFault(path.toString(), 1, "", "bad"));
          }
          return text;
        });
  }

  @Test
  void a_file_is_read_once_and_again_when_it_has_changed_and_is_still() throws Exception {
    WatchedFiles<String> w = watched();
    write(file, "one");
    assertThat(w.look(10)).isTrue();
    assertThat(w.look(20)).isFalse();
    write(file, "two!");
    assertThat(w.look(30)).as("it may still be written to").isFalse();
    write(file, "two, whole");
    assertThat(w.look(40)).isFalse();
    assertThat(w.look(50)).isTrue();
    assertThat(w.look(60)).isFalse();
    assertThat(reads).containsExactly("one", "two, whole");
    assertThat(w.states().getFirst().goodMillis()).isEqualTo(50);
  }

  @Test
  void a_file_put_in_the_place_of_another_of_the_same_size_and_time_is_another() throws Exception {
    WatchedFiles<String> w = watched();
    write(file, "one");
    w.look(10);
    Path other = directory.resolve("other");
    write(other, "two");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    w.look(20);
    assertThat(w.look(30)).isTrue();
    assertThat(w.states().getFirst().good()).contains("two");
  }

  @Test
  void what_was_good_stays_while_the_file_is_bad_or_gone() throws Exception {
    WatchedFiles<String> w = watched();
    write(file, "good");
    w.look(10);
    write(file, "bad one");
    w.look(20);
    w.look(30);
    assertThat(w.states().getFirst().good()).contains("good");
    assertThat(w.states().getFirst().faults()).extracting(FileFault::text).containsExactly("bad");
    Files.delete(file);
    w.look(40);
    w.look(50);
    assertThat(w.states().getFirst().good()).contains("good");
    assertThat(w.states().getFirst().faults())
        .extracting(FileFault::text)
        .containsExactly("no such file");
    write(file, "better");
    w.look(60);
    w.look(70);
    assertThat(w.states().getFirst().good()).contains("better");
    assertThat(w.states().getFirst().faults()).isEmpty();
  }

  @Test
  void a_reload_reads_at_once() throws Exception {
    WatchedFiles<String> w = watched();
    write(file, "one");
    w.look(10);
    w.reload(20);
    assertThat(reads).containsExactly("one", "one");
  }

  @Test
  void files_of_data_count_only_when_each_was_good_once() throws Exception {
    Path second = directory.resolve("second");
    PayloadFiles files = new PayloadFiles(List.of(file, second));
    write(file, "{\"roas\":[{\"asn\":1,\"prefix\":\"10.0.0.0/8\"}]}");
    files.look(10);
    assertThat(files.payloads()).isEmpty();
    write(second, "ASN,IP Prefix,Max Length\nAS2,10.0.0.0/8,8\n");
    files.look(20);
    files.look(30);
    assertThat(files.payloads().orElseThrow())
        .extracting(p -> p.payload().ipv4().vrp(0).toString())
        .containsExactly("10.0.0.0/8 AS1", "10.0.0.0/8 AS2");
  }

  @Test
  void the_set_of_exceptions_in_force_stays_while_a_new_one_is_bad() throws Exception {
    Path second = directory.resolve("second");
    SlurmFiles files = new SlurmFiles(List.of(file, second));
    String ten = "{\"asn\":1,\"prefix\":\"10.0.0.0/8\"}";
    write(file, NOTHING.formatted(ten));
    files.look(10);
    assertThat(files.isComplete()).isFalse();
    assertThat(files.faults()).extracting(FileFault::text).containsExactly("no such file");
    write(second, NOTHING.formatted(""));
    files.reload(20);
    assertThat(files.isComplete()).isTrue();
    assertThat(files.faults()).isEmpty();
    assertThat(files.slurm().assertionCount()).isEqualTo(1);

    write(second, NOTHING.formatted(ten));
    files.reload(30);
    assertThat(files.faults())
        .extracting(FileFault::text)
        .containsExactly("10.0.0.0/8 overlaps " + file + ":1");
    assertThat(files.slurm().assertionCount()).isEqualTo(1);
    assertThat(files.inForceMillis()).isEqualTo(20);

    write(second, "{");
    files.reload(40);
    assertThat(files.faults()).isNotEmpty();
    assertThat(files.slurm().files()).hasSize(2);

    write(second, NOTHING.formatted("{\"asn\":1,\"prefix\":\"11.0.0.0/8\"}"));
    files.reload(50);
    assertThat(files.slurm().assertionCount()).isEqualTo(2);
  }
}
