package io.kindling.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What an error says when something is not known by the name it was asked for. */
public final class Names {
  private static final int LONGEST = 64;
  private static final int LONGEST_SHOWN = 80;
  private static final int SHOWN = 3;
  private static final int PREFIX = 3;

  private Names() {}

  /**
   * The end of such an error: {@code "; did you mean mlp? known: Linear, mlp"}, without the
   * question where no known name is near.
   */
  public static String hint(String got, Collection<String> known) {
    List<String> near = nearest(got, known);
    String question = near.isEmpty() ? "" : " did you mean " + String.join(" or ", near) + "?";
    return ";" + question + " known: " + String.join(", ", known);
  }

  /**
   * The known names nearest to {@code got}, at most three, in the order they are known; none when
   * all are far. Near is what begins with it, or what differs by at most a third of its letters
   * (Damerau and Levenshtein's distance: letters put in, left out, changed, or swapped with the
   * next). Case, dashes and underscores do not count.
   */
  public static List<String> nearest(String got, Collection<String> known) {
    String wanted = bare(got);
    List<String> near = new ArrayList<>();
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      return near;
    }
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      String other = bare(name);
      int distance = distance(wanted, other);
      int most = Math.max(1, Math.max(wanted.length(), other.length()) / 3);
      boolean begins = wanted.length() >= PREFIX && other.startsWith(wanted);
      if (distance > most && !begins || distance > least) {
        continue;
      }
      if (distance < least) {
        near.clear();
        least = distance;
      }
      if (near.size() < SHOWN) {
        near.add(name);
      }
    }
    return near;
  }

  /** A text for an error: the first 80 characters of a long one. */
  public static String shown(Object text) {
    String whole = String.valueOf(text);
    return whole.length() <= LONGEST_SHOWN
        ? whole
        : whole.substring(0, LONGEST_SHOWN) + "... (" + whole.length() + " characters)";
  }

  /**
   * The Java spelling of a Python name: {@code kernel_size} is {@code kernelSize}, {@code T_max} is
   * {@code tMax}.
   */
  public static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean up = i > 0 && name.charAt(i - 1) == '_';
      if (name.charAt(i) != '_') {
        camel.append(up ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
      }
    }
    if (!camel.isEmpty()) {
      camel.setCharAt(0, Character.toLowerCase(camel.charAt(0)));
    }
    return camel.toString();
  }

  /** A name as it is looked up: in small letters, without dashes and underscores. */
  public static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static String bare(String name) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (Character.isLetterOrDigit(name.charAt(i))) {
        letters.append(name.charAt(i));
      }
    }
    return letters.toString().toLowerCase(Locale.ROOT);
  }

  /** How many letters to put in, leave out, change or swap with the next, to get one from other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
