package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @Test
    void readsQuotesCommasAndLineBreaksInValues() throws IOException {
        var rows = rows("sku,name\nA,\"Mug, \"\"blue\"\"\"\nB,\"two\nlines\"\nC,plain\n");

        assertThat(rows).extracting(row -> row.get("name")).containsExactly("Mug, \"blue\"", "two\nlines", "plain");
        assertThat(rows).extracting(Csv.Row::line).containsExactly(2L, 3L, 5L);
    }

    @Test
    void readsWindowsLineEndsEmptyLinesAByteOrderMarkAndAnUnfinishedLastLine() throws IOException {
        var rows = rows("\ufeffSKU,Name\r\nA,one\r\n\r\nB,two");

        assertThat(rows).extracting(row -> row.get("sku") + row.get("name")).containsExactly("Aone", "Btwo");
        assertThat(rows).extracting(Csv.Row::line).containsExactly(2L, 4L);
    }

    @Test
    void knowsWhenALineIsTooShortOrTooLong() throws IOException {
        var rows = rows("sku,name\nA\nB,b,c\nC,c\n");

        assertThat(rows).extracting(Csv.Row::isComplete).containsExactly(false, false, true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.getFirst().get("name"))
                .withMessageContaining("name");
    }

    @Test
    void namesAColumnThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Csv(new StringReader("sku,title\n"), List.of("sku", "name")))
                .withMessageContaining("'name'");
        assertThatIllegalArgumentException().isThrownBy(() -> new Csv(new StringReader(""), List.of("sku")));
    }

    @Test
    void namesTheLineWhoseQuotesDoNotMatch() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows("sku,name\nA,one\nB,\"two\" thirds\n"))
                .withMessageContaining("line 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows("sku,name\nA,one\nB,\"two\n"))
                .withMessageContaining("line 3");
    }

    @Test
    void opensPackedFiles(@TempDir Path folder) throws IOException {
        var file = folder.resolve("lines.csv.gz");
        try (var out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            out.write("sku\nÄ-1\n");
        }
        try (var csv = Csv.open(file, List.of("sku"))) {
            assertThat(csv).extracting(row -> row.get("sku")).containsExactly("Ä-1");
        }
    }

    private static List<Csv.Row> rows(String text) throws IOException {
        try (var csv = new Csv(new StringReader(text), List.of("sku", "name"))) {
            var rows = new ArrayList<Csv.Row>();
            csv.forEach(rows::add);
            return rows;
        }
    }
}
