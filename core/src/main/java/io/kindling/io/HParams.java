package io.kindling.io;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What TensorBoard's HParams plugin compares runs by, as its {@code plugin_data.proto} has it:
 *
 * <pre>
 * HParamsPluginData: 1 version   2 experiment   3 session_start_info   4 session_end_info
 * Experiment:        4 hparam_infos (repeated)   5 metric_infos (repeated)
 * HParamInfo:        1 name   4 type (1 string, 2 bool, 3 float64)
 * MetricInfo:        1 name (MetricName: 1 group, 2 tag)
 * SessionStartInfo:  1 hparams (map to google.protobuf.Value)   4 group_name   5 start_time_secs
 * SessionEndInfo:    1 status (1 success, 2 failure)   2 end_time_secs
 * </pre>
 */
final class HParams {
  private static final String PLUGIN = "hparams";
  private static final int STRING = 1;
  private static final int BOOL = 2;
  private static final int FLOAT64 = 3;

  private HParams() {}

  static ProtoMessage experiment(Map<String, ?> values, List<String> metrics) {
    ProtoMessage experiment = new ProtoMessage();
    values.forEach(
        (name, value) ->
            experiment.message(4, new ProtoMessage().text(1, name).varint(4, type(value))));
    for (String tag : metrics) {
      ProtoMessage name = new ProtoMessage().text(2, tag);
      experiment.message(5, new ProtoMessage().message(1, name));
    }
    return summary("_hparams_/experiment", new ProtoMessage().message(2, experiment));
  }

  static ProtoMessage start(String group, Map<String, ?> values, double now) {
    ProtoMessage start = new ProtoMessage();
    values.forEach(
        (name, value) ->
            start.message(1, new ProtoMessage().text(1, name).message(2, value(value))));
    start.text(4, group).alwaysReal(5, now);
    return summary("_hparams_/session_start_info", new ProtoMessage().message(3, start));
  }

  static ProtoMessage end(boolean success, double now) {
    ProtoMessage end = new ProtoMessage().varint(1, success ? 1 : 2).alwaysReal(2, now);
    return summary("_hparams_/session_end_info", new ProtoMessage().message(4, end));
  }

  private static ProtoMessage summary(String tag, ProtoMessage data) {
    ProtoMessage plugin = new ProtoMessage().text(1, PLUGIN).bytes(2, data.toBytes());
    ProtoMessage metadata = new ProtoMessage().message(1, plugin);
    return new ProtoMessage().text(1, tag).message(9, metadata);
  }

  private static int type(Object value) {
    return value instanceof Number ? FLOAT64 : value instanceof Boolean ? BOOL : STRING;
  }

  /** google.protobuf.Value: one of 2 number, 3 string, 4 bool, which may be zero. */
  private static ProtoMessage value(Object value) {
    ProtoMessage message = new ProtoMessage();
    if (value instanceof Number number) {
      return message.alwaysReal(2, number.doubleValue());
    }
    if (value instanceof Boolean bool) {
      return message.alwaysVarint(4, bool ? 1 : 0);
    }
    return message.bytes(3, value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
