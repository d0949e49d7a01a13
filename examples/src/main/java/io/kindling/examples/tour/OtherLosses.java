package io.kindling.examples.tour;

import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.BCELoss;
import io.kindling.nn.loss.BCEWithLogitsLoss;
import io.kindling.nn.loss.CTCLoss;
import io.kindling.nn.loss.CosineEmbeddingLoss;
import io.kindling.nn.loss.GaussianNLLLoss;
import io.kindling.nn.loss.HingeEmbeddingLoss;
import io.kindling.nn.loss.HuberLoss;
import io.kindling.nn.loss.KLDivLoss;
import io.kindling.nn.loss.MarginRankingLoss;
import io.kindling.nn.loss.MultiLabelMarginLoss;
import io.kindling.nn.loss.MultiLabelSoftMarginLoss;
import io.kindling.nn.loss.MultiMarginLoss;
import io.kindling.nn.loss.PoissonNLLLoss;
import io.kindling.nn.loss.SmoothL1Loss;
import io.kindling.nn.loss.SoftMarginLoss;
import io.kindling.nn.loss.TripletMarginLoss;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;

/** Whatever else {@code torch.nn} has to say how far apart two tensors are. */
final class OtherLosses implements TourStop {
  @Override
  public String title() {
    return "The other losses";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.tensor(new float[][] {{0.3f, -0.8f, 1.2f}, {0.1f, 0.6f, -0.4f}});
    Tensor y = Tensors.tensor(new float[][] {{0.2f, 0.5f, 0.3f}, {0.1f, 0.1f, 0.8f}});
    Tensor p = Tensors.tensor(new float[][] {{0.9f, 0.2f, 0.6f}, {0.4f, 0.5f, 0.7f}});
    Tensor sign = Tensors.tensor(new float[][] {{1, -1, 1}, {-1, 1, -1}});
    Tensor pair = Tensors.tensor(1f, -1f);
    Tensor classes = Tensors.tensor(2L, 0L);
    Tensor labels = Tensors.tensor(new long[][] {{2, -1, 0}, {0, 1, -1}});
    Tensor logX = x.logSoftmax(1);
    out.println("KLDiv: " + new KLDivLoss(Reduction.BATCHMEAN).call(logX, y));
    out.println("MarginRanking: " + new MarginRankingLoss(Reduction.MEAN, 0.1).call(x, y, sign));
    out.println("HingeEmbedding: " + new HingeEmbeddingLoss().call(x, sign));
    out.println("CosineEmbedding: " + new CosineEmbeddingLoss().call(x, y, pair));
    out.println("TripletMargin: " + new TripletMarginLoss().call(x, y, p));
    out.println("BCE: " + new BCELoss().call(p, y));
    out.println("BCEWithLogits: " + new BCEWithLogitsLoss().call(x, y));
    out.println("SmoothL1: " + new SmoothL1Loss().call(x, y));
    out.println("Huber: " + new HuberLoss(Reduction.MEAN, 0.5).call(x, y));
    out.println("SoftMargin: " + new SoftMarginLoss().call(x, sign));
    out.println("MultiMargin: " + new MultiMarginLoss().call(x, classes));
    out.println("MultiLabelMargin: " + new MultiLabelMarginLoss().call(x, labels));
    out.println("MultiLabelSoftMargin: " + new MultiLabelSoftMarginLoss().call(x, y));
    out.println("PoissonNLL: " + new PoissonNLLLoss().call(x, y));
    out.println("GaussianNLL: " + new GaussianNLLLoss().call(x, y, p));
    // Two labels within five steps.
    Tensor steps = TourStop.pattern(5, 1, 4).logSoftmax(2);
    Tensor path = Tensors.tensor(new long[][] {{1, 3}});
    out.println("CTC: " + new CTCLoss().call(steps, path, Tensors.tensor(5L), Tensors.tensor(2L)));
  }
}
