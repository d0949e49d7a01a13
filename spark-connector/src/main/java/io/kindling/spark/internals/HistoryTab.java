package io.kindling.spark.internals;

import io.kindling.spark.internals.UiTab.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.util.kvstore.KVIndex;
import org.apache.spark.util.kvstore.KVStore;
import org.apache.spark.util.kvstore.KVStoreIterator;
import scala.collection.immutable.Seq;

/**
 * A tab of the History Server, made of the {@link LoggedRecord}s of one kind that an application
 * has left in its event log.
 */
public abstract class HistoryTab implements AppHistoryServerPlugin {
  private final String kind;
  private final String prefix;

  /**
   * @param kind of the records
   * @param prefix as in {@link UiTab#attach}
   */
  protected HistoryTab(String kind, String prefix) {
    this.kind = kind;
    this.prefix = prefix;
  }

  /**
   * The pages of an application that has left records.
   *
   * @param texts gives them, in the order of their ids
   */
  protected abstract Map<String, Page> pages(Texts texts);

  /** The texts of an application's records. */
  public interface Texts {
    /** All. */
    Collection<String> all();
  }

  @Override
  public final Seq<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
    return UiTab.<SparkListener>listOf(
        new SparkListener() {
          @Override
          public void onOtherEvent(SparkListenerEvent event) {
            if (event instanceof LoggedRecord said && said.kind().equals(kind)) {
              try {
                store.write(new Stored(said.id(), said.text()));
              } catch (Exception e) { // a KVStore throws what it likes
                throw new IllegalStateException(e);
              }
            }
          }
        });
  }

  @Override
  public final void setupUI(SparkUI ui) {
    KVStore store = ui.store().store();
    Texts texts = () -> read(store);
    if (!texts.all().isEmpty()) {
      UiTab.attach(ui, prefix, pages(texts));
    }
  }

  private static List<String> read(KVStore store) {
    List<String> texts = new ArrayList<>();
    try (KVStoreIterator<Stored> stored = store.view(Stored.class).closeableIterator()) {
      stored.forEachRemaining(each -> texts.add(each.text));
    } catch (Exception e) { // a KVStore throws what it likes
      throw new IllegalStateException(e);
    }
    return texts;
  }

  /** As the History Server keeps it, in memory or on disk. */
  public static final class Stored {
    /** Of whom the text tells. */
    @KVIndex public String id;

    /** What it tells. */
    public String text;

    /** For the store. */
    public Stored() {}

    Stored(String id, String text) {
      this.id = id;
      this.text = text;
    }
  }
}
