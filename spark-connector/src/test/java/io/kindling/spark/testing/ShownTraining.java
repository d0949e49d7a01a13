package io.kindling.spark.testing;

import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.plugin.KindlingPlugin;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A process of its own with Spark's pages on: trains, and saves what the pages show meanwhile and
 * afterwards. Arguments: a folder, the master, the number of workers.
 */
public final class ShownTraining {
  /** A name that must show as text. */
  public static final String NAME = "run <script>document.title='hurt'</script>";

  private static final Pattern LINK = Pattern.compile("href=\"(run/\\?id=[^\"]+)\"");

  private ShownTraining() {}

  /** Answers with the page's text. */
  public static String page(String url) throws IOException, InterruptedException {
    var answer =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
                BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** The address of the first run that a list links to. */
  public static String firstRun(String list) {
    Matcher link = LINK.matcher(list);
    if (!link.find()) {
      throw new AssertionError("the list links to no run: " + list);
    }
    return link.group(1);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SparkConf conf =
        TestConf.of("shown", args[1])
            .set("spark.ui.enabled", "true")
            .set("spark.ui.port", "0")
            .set("spark.plugins", KindlingPlugin.class.getName())
            .set(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .set("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.dir", folder.resolve("events").toUri().toString())
            .set("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    Files.createDirectories(folder.resolve("events"));
    try (SparkSession session = SparkSession.builder().config(conf).getOrCreate()) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      String root = spark.sc().uiWebUrl().get();
      String url = root + "/training/";
      Files.writeString(folder.resolve("before.html"), page(url));
      TrainingListener fetching =
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              if (report.step() == 13) {
                save(folder, "running", url);
              }
            }
          };
      var data = SmallRun.data(spark, Integer.parseInt(args[2]));
      SmallRun.trainer(folder, data, AllReduce.tree())
          .name(NAME)
          .epochs(10)
          .listener(fetching)
          .build()
          .fit();
      save(folder, "ended", url);
      Files.writeString(folder.resolve("prometheus.txt"), page(root + "/metrics/prometheus/"));
      Files.writeString(folder.resolve("jmx.txt"), beans());
      System.out.println(spark.sc().applicationId());
    }
  }

  /** Our gauges as jconsole would show them, a line each. */
  private static String beans() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    StringBuilder lines = new StringBuilder();
    for (ObjectName name : server.queryNames(new ObjectName("metrics:*"), null)) {
      String gauge = name.getKeyProperty("name");
      if (gauge.contains(".driver.kindling.")) {
        lines.append(gauge + " " + server.getAttribute(name, "Value") + "\n");
      }
    }
    return lines.toString();
  }

  private static void save(Path folder, String moment, String url) {
    try {
      String list = page(url);
      Files.writeString(folder.resolve(moment + "-list.html"), list);
      Files.writeString(folder.resolve(moment + ".html"), page(url + firstRun(list)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
