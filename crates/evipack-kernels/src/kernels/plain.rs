//! Operators without weights: the largest of four neighbours, and pictures enlarged by whole numbers.
//!
//! Enters: a picture. Leaves: a picture of as many channels. The runtime reckons the place of every single pixel; here whole
//! rows are compared and copied.

use super::Image;
use crate::graph::{Graph, Node};
use rten_tensor::Tensor;

#[derive(Debug)]
pub(crate) enum Plain {
    /// The largest of each pixel and its neighbours at the right, below and between them.
    LargestOfFour,
    /// Each pixel becomes so many, downwards and to the right.
    Enlarged([usize; 2]),
}

impl Plain {
    pub(super) fn of(node: &Node, graph: &Graph) -> Option<Self> {
        if node.kind == "MaxPool" {
            let four = node.these("kernel_shape") == Some([2; 2])
                && node.these("strides") == Some([1; 2])
                && node.these("dilations").unwrap_or([1; 2]) == [1; 2]
                && node.text("auto_pad") == Some("SAME_UPPER");
            return (four && node.outputs.len() == 1).then_some(Self::LargestOfFour);
        }
        let said = |name, text| node.text(name) == Some(text);
        let nearest = said("mode", "nearest")
            && said("coordinate_transformation_mode", "asymmetric")
            && said("nearest_mode", "floor");
        let [_, _, factors] = &node.inputs[..] else { return None };
        let [1.0, 1.0, down, right] = graph.weights(factors)?.values[..] else { return None };
        let whole = |factor: f32| factor >= 1.0 && factor.fract() == 0.0;
        let factors = [down as usize, right as usize];
        (nearest && whole(down) && whole(right)).then_some(Self::Enlarged(factors))
    }

    pub(super) fn pass(&self, image: Image<'_>) -> Tensor<f32> {
        match self {
            Self::LargestOfFour => largest_of_four(image),
            Self::Enlarged(factors) => enlarged(image, *factors),
        }
    }
}

fn largest_of_four(image: Image<'_>) -> Tensor<f32> {
    let width = image.width;
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let mut behind = Vec::with_capacity(image.values.len());
    let mut columns = vec![0.0; width];
    for channel in image.values.chunks(image.height * width) {
        for y in 0..image.height {
            let row = &channel[y * width..][..width];
            // Below the last row and at the right of the last column there is nothing to compare with.
            let below = channel.get((y + 1) * width..(y + 2) * width).unwrap_or(row);
            columns.iter_mut().zip(row.iter().zip(below)).for_each(|(to, (a, b))| *to = larger(*a, *b));
            behind.extend(columns.iter().zip(columns.iter().skip(1)).map(|(a, b)| larger(*a, *b)));
            behind.extend(columns.last());
        }
    }
    Tensor::from_data(&[1, image.channels, image.height, width], behind)
}

fn enlarged(image: Image<'_>, [down, right]: [usize; 2]) -> Tensor<f32> {
    let mut behind = Vec::with_capacity(image.values.len() * down * right);
    let mut wide = vec![0.0; image.width * right];
    for row in image.values.chunks(image.width) {
        match right {
            2 => widened::<2>(row, &mut wide),
            4 => widened::<4>(row, &mut wide),
            8 => widened::<8>(row, &mut wide),
            _ => wide.chunks_mut(right).zip(row).for_each(|(to, from)| to.fill(*from)),
        }
        (0..down).for_each(|_| behind.extend_from_slice(&wide));
    }
    Tensor::from_data(&[1, image.channels, image.height * down, image.width * right], behind)
}

fn widened<const RIGHT: usize>(row: &[f32], wide: &mut [f32]) {
    wide.as_chunks_mut::<RIGHT>().0.iter_mut().zip(row).for_each(|(to, from)| *to = [*from; RIGHT]);
}

#[cfg(test)]
mod tests {
    use super::super::tests::image;
    use super::*;
    use proptest::prelude::*;
    use rten_tensor::prelude::*;

    proptest! {
        #[test]
        fn pixels_are_those_of_the_definition(
            [height, width] in prop::array::uniform2(1usize..20),
            [down, right] in prop::array::uniform2(1usize..9),
            seed in 0usize..1000,
        ) {
            let values = image(2 * height * width, seed);
            let given = Image { channels: 2, height, width, values: &values };
            let (four, large) = (largest_of_four(given), enlarged(given, [down, right]));
            prop_assert_eq!(four.shape(), [1, 2, height, width]);
            prop_assert_eq!(large.shape(), [1, 2, height * down, width * right]);
            let (four, large) = (four.into_data(), large.into_data());
            let at = |channel: usize, y: usize, x: usize| values[(channel * height + y.min(height - 1)) * width + x.min(width - 1)];
            for (nth, most) in four.iter().enumerate() {
                let (channel, y, x) = (nth / (height * width), nth / width % height, nth % width);
                let expected = at(channel, y, x).max(at(channel, y, x + 1)).max(at(channel, y + 1, x)).max(at(channel, y + 1, x + 1));
                prop_assert_eq!(most.to_bits(), expected.to_bits());
            }
            let (high, wide) = (height * down, width * right);
            for (nth, pixel) in large.iter().enumerate() {
                let expected = at(nth / (high * wide), nth / wide % high / down, nth % wide / right);
                prop_assert_eq!(pixel.to_bits(), expected.to_bits());
            }
        }
    }
}
