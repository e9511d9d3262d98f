package shop.channels.schema;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import shop.http.problem.InvalidRequestException;

/** The rules that arguments keep, which are those of the API under the names that they have here. */
public final class Arguments {

    /** The largest page, and how many things are asked for by their ids at once. */
    public static final int MOST = 100;

    private Arguments() {}

    /**
     * How many entries are asked for.
     *
     * @throws InvalidRequestException if it is not from 1 to the most
     */
    public static int first(int first, int most) {
        if (first < 1 || first > most) {
            throw new InvalidRequestException("first", "out_of_range", "must be from 1 to " + most);
        }
        return first;
    }

    /**
     * An id.
     *
     * @throws InvalidRequestException if it is none
     */
    public static UUID id(String name, String text) {
        try {
            var id = UUID.fromString(text);
            // It would take shorter ones, too.
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new InvalidRequestException(name, "invalid_type", "must be a UUID");
    }

    /**
     * The ids of what is asked for at once.
     *
     * @throws InvalidRequestException if one is none, or there are too many
     */
    public static List<UUID> ids(String name, Collection<String> texts) {
        return few(name, texts).stream().map(text -> id(name, text)).toList();
    }

    /**
     * What is asked for at once.
     *
     * @throws InvalidRequestException if there are too many
     */
    public static <T> List<T> few(String name, Collection<T> values) {
        if (values.size() > MOST) {
            throw new InvalidRequestException(
                    name, "too_many", "must name at most " + MOST + ", names " + values.size());
        }
        return List.copyOf(values);
    }
}
