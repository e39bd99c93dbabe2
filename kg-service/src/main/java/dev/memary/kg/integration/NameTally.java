package dev.memary.kg.integration;

import dev.memary.kg.graph.Understanding.NamedEntity;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How often an entity was called what. Tallies can be added and taken away in any order, and the
 * tally alone decides what the entity is called: the same mentions give the same entity, however
 * they arrived.
 *
 * @param forms how often each name was used, with the type it was given
 * @param aliases how often each other name was given
 */
public record NameTally(Map<Form, Integer> forms, Map<String, Integer> aliases) {
  /** Nothing was said yet. */
  public static final NameTally NONE = new NameTally(Map.of(), Map.of());

  private static final Set<String> VAGUE_TYPES = Set.of("thing", "concept");

  /** A name as it was written, and the type of what it named. */
  public record Form(String name, String type) implements Comparable<Form> {
    private static final Comparator<Form> ORDER =
        Comparator.comparing(Form::name).thenComparing(Form::type);

    @Override
    public int compareTo(Form other) {
      return ORDER.compare(this, other);
    }
  }

  public NameTally {
    forms = positive(forms);
    aliases = positive(aliases);
  }

  /** What one episode calls an entity. */
  public static NameTally of(Collection<NamedEntity> mentions, Ontology ontology) {
    Map<Form, Integer> forms = new TreeMap<>();
    Map<String, Integer> aliases = new TreeMap<>();
    for (NamedEntity mention : mentions) {
      forms.merge(
          new Form(mention.name(), ontology.type(mention.type())),
          mention.mentions(),
          Integer::sum);
      mention.aliases().forEach(alias -> aliases.merge(alias, 1, Integer::sum));
    }
    return new NameTally(forms, aliases);
  }

  /** The same mentions, of somebody of this name: what they were called are other names. */
  public NameTally renamed(String name) {
    Map<Form, Integer> renamed = new TreeMap<>();
    Map<String, Integer> others = new TreeMap<>(aliases);
    forms.forEach((form, count) -> {
      renamed.merge(new Form(name, form.type()), count, Integer::sum);
      others.merge(form.name(), count, Integer::sum);
    });
    return new NameTally(renamed, others);
  }

  public NameTally plus(NameTally other) {
    return combined(other, 1);
  }

  public NameTally minus(NameTally other) {
    return combined(other, -1);
  }

  /** Whether nobody speaks of the entity any more. */
  public boolean isEmpty() {
    return forms.isEmpty();
  }

  /** How often the entity is mentioned. */
  public int mentions() {
    return forms.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The name most used, a plain one before one with an ending or an article. */
  public String name() {
    Map<String, Integer> names = new TreeMap<>();
    forms.forEach((form, count) -> names.merge(form.name(), count, Integer::sum));
    return mostUsed(names, NameTally::isPlain);
  }

  /** The type most given, a telling one before a vague one. */
  public String type() {
    Map<String, Integer> types = new TreeMap<>();
    forms.forEach((form, count) -> types.merge(form.type(), count, Integer::sum));
    return mostUsed(types, type -> !VAGUE_TYPES.contains(type));
  }

  /** The other names, in their order. */
  public List<String> otherNames() {
    String name = name();
    return aliases.keySet().stream().filter(alias -> !alias.equals(name)).toList();
  }

  private static boolean isPlain(String name) {
    return EntityKeys.normalise(name).equals(name.toLowerCase(Locale.ROOT));
  }

  private static String mostUsed(Map<String, Integer> counts, Predicate<String> preferred) {
    return counts.entrySet().stream()
        .min(
            Comparator.<Map.Entry<String, Integer>, Boolean>comparing(
                    e -> !preferred.test(e.getKey()))
                .thenComparing(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new IllegalStateException("an entity that nobody speaks of"));
  }

  private NameTally combined(NameTally other, int sign) {
    return new NameTally(sum(forms, other.forms(), sign), sum(aliases, other.aliases(), sign));
  }

  private static <K extends Comparable<K>> Map<K, Integer> sum(
      Map<K, Integer> a, Map<K, Integer> b, int sign) {
    Map<K, Integer> sum = new TreeMap<>(a);
    b.forEach((key, count) -> sum.merge(key, sign * count, Integer::sum));
    return sum;
  }

  private static <K extends Comparable<K>> Map<K, Integer> positive(Map<K, Integer> counts) {
    Map<K, Integer> positive = new TreeMap<>(counts);
    positive.values().removeIf(count -> count <= 0);
    return Collections.unmodifiableMap(positive);
  }
}
