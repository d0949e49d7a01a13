package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A notebook in Databricks' source format. */
record SourceNotebook(List<Cell> cells) {

  /** A cell: text in Markdown, or code. */
  record Cell(boolean markdown, String text) {}

  /**
   * Reads one of {@code examples/notebooks}.
   *
   * @param comment what a comment begins with in its language
   */
  static SourceNotebook read(String file, String comment) throws IOException {
    String source = Files.readString(Path.of("notebooks", file));
    String head = comment + " Databricks notebook source\n";
    assertTrue(source.startsWith(head), file + " should begin with " + head);
    List<Cell> cells = new ArrayList<>();
    for (String cell : source.substring(head.length()).split("\n" + comment + " COMMAND -{10}\n")) {
      String text = cell.strip();
      boolean markdown = text.startsWith(comment + " MAGIC %md\n");
      if (markdown) {
        text = text.replaceAll("(?m)^" + comment + " MAGIC ?", "").substring("%md\n".length());
      }
      cells.add(new Cell(markdown, text));
    }
    return new SourceNotebook(cells);
  }

  /** The cells that run. */
  List<String> code() {
    return cells.stream().filter(cell -> !cell.markdown()).map(Cell::text).toList();
  }
}
