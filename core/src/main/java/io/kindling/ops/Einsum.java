package io.kindling.ops;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sums of products by Einstein's notation, as {@code torch.einsum}: {@code "bij,bjk->bik"} names
 * the dimensions of each operand by letters; letters that the output does not name are summed over.
 *
 * <p>Operands are contracted two at a time, from the left, each time by one batched matrix product.
 */
public final class Einsum {
  private Einsum() {}

  /** A tensor with a letter for each dimension. */
  private record Term(List<Character> labels, Tensor tensor) {}

  /**
   * @param equation letters for each operand, separated by commas, and after {@code ->} those of
   *     the output; without it the output has the letters that occur once, in alphabetical order
   * @throws IllegalArgumentException for an equation that does not fit the operands, and for a
   *     letter twice in one operand or an ellipsis, which are not supported
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    String compact = equation.replace(" ", "");
    int arrow = compact.indexOf("->");
    String[] inputs = (arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1);
    if (inputs.length != operands.length) {
      throw fails(equation, inputs.length + " subscripts for " + operands.length + " operands");
    }
    List<Term> terms = new ArrayList<>();
    Map<Character, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      terms.add(term(equation, inputs[i], operands[i], sizes));
    }
    List<Character> output =
        arrow < 0 ? implied(compact) : output(equation, compact.substring(arrow + 2), sizes);
    Term result = terms.get(0);
    for (int i = 1; i < terms.size(); i++) {
      Set<Character> needed = new LinkedHashSet<>(output);
      terms.subList(i + 1, terms.size()).forEach(later -> needed.addAll(later.labels()));
      result = contract(result, terms.get(i), needed);
    }
    return arranged(summed(result, output), output);
  }

  private static Term term(
      String equation, String letters, Tensor tensor, Map<Character, Integer> sizes) {
    List<Character> labels = letters(letters);
    if (labels.size() != tensor.dim()) {
      throw fails(
          equation,
          "the number of subscripts in '"
              + letters
              + "' does not match the number of dimensions of "
              + tensor.shape());
    }
    for (int i = 0; i < labels.size(); i++) {
      char label = labels.get(i);
      if (!Character.isLetter(label) || labels.indexOf(label) != i) {
        throw fails(equation, "'" + label + "' in '" + letters + "' is no letter or there twice");
      }
      Integer before = sizes.putIfAbsent(label, tensor.size(i));
      if (before != null && before != tensor.size(i)) {
        throw fails(
            equation,
            "subscript " + label + " has size " + tensor.size(i) + " and before " + before);
      }
    }
    return new Term(labels, tensor);
  }

  private static List<Character> letters(String text) {
    return text.chars().mapToObj(c -> (char) c).toList();
  }

  private static List<Character> implied(String inputs) {
    return letters(inputs).stream()
        .filter(c -> c != ',' && inputs.indexOf(c) == inputs.lastIndexOf(c))
        .sorted()
        .toList();
  }

  private static List<Character> output(
      String equation, String text, Map<Character, Integer> sizes) {
    List<Character> labels = letters(text);
    for (int i = 0; i < labels.size(); i++) {
      if (!sizes.containsKey(labels.get(i)) || labels.indexOf(labels.get(i)) != i) {
        throw fails(
            equation,
            "output subscript "
                + labels.get(i)
                + " must appear once in the output and in an operand");
      }
    }
    return labels;
  }

  /** Sums over the dimensions that are not needed. */
  private static Term summed(Term term, java.util.Collection<Character> needed) {
    List<Character> kept = new ArrayList<>();
    List<Integer> dropped = new ArrayList<>();
    for (int i = 0; i < term.labels().size(); i++) {
      if (needed.contains(term.labels().get(i))) {
        kept.add(term.labels().get(i));
      } else {
        dropped.add(i);
      }
    }
    return dropped.isEmpty()
        ? term
        : new Term(
            kept, term.tensor().sum(false, dropped.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Term contract(Term a, Term b, Set<Character> needed) {
    Set<Character> usedByA = new LinkedHashSet<>(needed);
    usedByA.addAll(b.labels());
    Set<Character> usedByB = new LinkedHashSet<>(needed);
    usedByB.addAll(a.labels());
    Term left = summed(a, usedByA);
    Term right = summed(b, usedByB);
    List<Character> batch = common(left, right, needed, true);
    List<Character> inner = common(left, right, needed, false);
    List<Character> rows = only(left, right);
    List<Character> columns = only(right, left);
    Tensor x = matrix(left, batch, rows, inner);
    Tensor y = matrix(right, batch, inner, columns);
    List<Character> labels = new ArrayList<>(batch);
    labels.addAll(rows);
    labels.addAll(columns);
    int[] sizes = new int[labels.size()];
    for (int i = 0; i < sizes.length; i++) {
      Term from = left.labels().contains(labels.get(i)) ? left : right;
      sizes[i] = from.tensor().size(from.labels().indexOf(labels.get(i)));
    }
    return new Term(labels, x.bmm(y).reshape(sizes));
  }

  private static List<Character> common(Term a, Term b, Set<Character> needed, boolean wantNeeded) {
    return a.labels().stream()
        .filter(c -> b.labels().contains(c) && needed.contains(c) == wantNeeded)
        .toList();
  }

  private static List<Character> only(Term a, Term b) {
    return a.labels().stream().filter(c -> !b.labels().contains(c)).toList();
  }

  /** The tensor as (batch, first, second), each group of dimensions joined. */
  private static Tensor matrix(
      Term term, List<Character> batch, List<Character> first, List<Character> second) {
    List<Character> order = new ArrayList<>(batch);
    order.addAll(first);
    order.addAll(second);
    Tensor arranged = arranged(term, order);
    int[] sizes = new int[3];
    int at = 0;
    List<List<Character>> groups = List.of(batch, first, second);
    for (int g = 0; g < 3; g++) {
      sizes[g] = 1;
      for (int i = 0; i < groups.get(g).size(); i++) {
        sizes[g] *= arranged.size(at++);
      }
    }
    return arranged.reshape(sizes);
  }

  private static Tensor arranged(Term term, List<Character> order) {
    return term.labels().equals(order)
        ? term.tensor()
        : term.tensor().permute(order.stream().mapToInt(term.labels()::indexOf).toArray());
  }

  private static IllegalArgumentException fails(String equation, String why) {
    return new IllegalArgumentException("einsum(): " + why + ", in '" + equation + "'");
  }
}
