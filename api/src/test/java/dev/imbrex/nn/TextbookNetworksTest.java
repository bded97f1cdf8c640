package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static dev.imbrex.op.Padding.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The networks that courses work through by hand have the numbers of parameters given there. */
class TextbookNetworksTest {
  @Test
  void flattenDenseDense() {
    Model m = Sequential.of(Input.of(28, 28, 1), Flatten.of(), Dense.of(84), Dense.of(10));
    assertEquals(66_790, m.countParams());
  }

  @Test
  void twoConvolutionsWithoutPooling() {
    Model m =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(3, 5),
            Conv2D.of(6, 5),
            Flatten.of(),
            Dense.of(84),
            Dense.of(10));
    assertEquals(Shape.of(2400), m.nodes().get(3).outputShape());
    assertEquals(203_068, m.countParams());
  }

  @Test
  void twoConvolutionsWithPooling() {
    Model m =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(3, 5),
            MaxPool2D.of(2),
            Conv2D.of(6, 5),
            MaxPool2D.of(2),
            Flatten.of(),
            Dense.of(84),
            Dense.of(10));
    assertEquals(Shape.of(96), m.nodes().get(5).outputShape());
    assertEquals(9_532, m.countParams());
  }

  @Test
  void multilayerPerceptron() {
    Model m = Sequential.of(Input.of(784), Dense.of(128).activation(RELU), Dense.of(10));
    assertEquals(101_770, m.countParams());
  }

  @Test
  void lenet5() {
    Model m =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(6, 5).padding(SAME).activation(SWISH),
            MaxPool2D.of(2),
            Conv2D.of(16, 5).activation(SWISH),
            MaxPool2D.of(2),
            Flatten.of(),
            Dense.of(120).activation(SWISH),
            Dense.of(84).activation(SWISH),
            Dense.of(10));
    assertEquals(61_706, m.countParams());
    assertEquals(61_706, m.countTrainableParams());
  }

  @Test
  void simpleConvNet() {
    Model m =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(30, 5),
            Activation.of(RELU),
            MaxPool2D.of(2),
            Flatten.of(),
            Dense.of(100),
            Activation.of(RELU),
            Dense.of(10));
    assertEquals(433_890, m.countParams());
  }

  @Test
  void tenFiltersOnThreeChannels() {
    Model m = Sequential.of(Input.of(32, 32, 3), Conv2D.of(10, 5).padding(Padding.of(2)));
    assertEquals(Shape.of(32, 32, 10), m.outputShape());
    assertEquals(760, m.countParams());
  }

  @Test
  void oneByOneFiltersReduceChannels() {
    Model m = Sequential.of(Input.of(56, 56, 64), Conv2D.of(32, 1));
    assertEquals(Shape.of(56, 56, 32), m.outputShape());
  }
}
