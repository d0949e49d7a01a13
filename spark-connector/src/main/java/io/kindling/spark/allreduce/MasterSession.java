package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.MasterModel;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.ReplicaPool;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingSnapshot;
import org.apache.spark.broadcast.Broadcast;

/**
 * What the sessions have in common: the whole state is on the driver whenever {@link #train} is not
 * at work, and the program is broadcast for as long as the session is open.
 */
abstract class MasterSession implements TrainingSession {
  final TrainingJob job;
  final Broadcast<byte[]> program;
  final MasterModel master;
  private final byte[] programBytes;

  MasterSession(TrainingJob job) {
    this.job = job;
    this.programBytes = JavaBytes.write(job.program(), "the training program");
    this.master = new MasterModel(JavaBytes.read(programBytes, TrainingProgram.class));
    master.load(job.start());
    this.program = job.spark().broadcast(programBytes);
  }

  @Override
  public final void endEpoch(double loss) {
    master.endEpoch(loss);
  }

  @Override
  public final Evaluation evaluate() {
    return EvaluationJob.run(job, program, master.judged().encode());
  }

  @Override
  public ModelState state() {
    return master.judged();
  }

  @Override
  public long step() {
    return master.step();
  }

  @Override
  public final TrainingSnapshot snapshot() {
    return master.snapshot();
  }

  @Override
  public void close() {
    ReplicaPool.forget(programBytes);
    Broadcasts.destroy(job.spark(), program);
  }
}
