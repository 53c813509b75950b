//! The operators of a network that are computed here and not by the runtime.
//!
//! Enters: a network as its file describes it. Leaves: which of its operators are computed here, and how. rten 0.27 computes
//! depthwise convolutions number by number, writes every patch of a convolution of 2 × 2 or 3 × 3 out before it multiplies, and
//! joins, pools and enlarges pictures without vectors. What it does well, the convolutions of 1 × 1 with which these networks
//! spend most of their time, stays with it.

mod dense;
mod depthwise;
mod plain;

use crate::graph::{Graph, Node};
use dense::Dense;
use depthwise::Depthwise;
use plain::Plain;
use rten_tensor::Tensor;
use std::collections::{HashMap, HashSet};

/// An operator, or several in a row, that is computed here.
pub(crate) struct Own {
    /// Where it stands among the operators of the graph.
    pub(crate) at: usize,
    pub(crate) inputs: Vec<String>,
    pub(crate) output: String,
    pub(crate) kernel: Kernel,
}

/// How an operator is computed.
#[derive(Debug)]
pub(crate) enum Kernel {
    /// Each channel with a kernel of its own.
    Depthwise(Depthwise),
    /// Every channel with every other, several pixels wide.
    Dense(Dense),
    /// Without weights.
    Plain(Plain),
}

/// One picture of many channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Image<'a> {
    pub(crate) channels: usize,
    pub(crate) height: usize,
    pub(crate) width: usize,
    pub(crate) values: &'a [f32],
}

impl Kernel {
    /// `None` where the pictures are not of the expected kind.
    pub(crate) fn pass(&self, images: &[Image<'_>]) -> Option<Tensor<f32>> {
        match (self, images) {
            (Self::Dense(dense), images) => dense.pass(images),
            (Self::Depthwise(depthwise), [image]) => depthwise.pass(*image),
            (Self::Plain(plain), [image]) => Some(plain.pass(*image)),
            _ => None,
        }
    }
}

/// The operators of a graph that are computed here, and the places of all that they stand for.
pub(crate) fn own(graph: &Graph) -> (Vec<Own>, HashSet<usize>) {
    let uses = Uses::of(graph);
    let (mut found, mut replaced) = (Vec::new(), HashSet::new());
    for (at, node) in graph.nodes.iter().enumerate() {
        let own = match node.kind.as_str() {
            "Conv" => uses.convolution(at, node, &mut replaced),
            "MaxPool" | "Resize" => uses.plain(at, node, &mut replaced),
            _ => None,
        };
        found.extend(own);
    }
    (found, replaced)
}

/// Who gives and who takes each value.
struct Uses<'a> {
    graph: &'a Graph,
    takers: HashMap<&'a str, Vec<usize>>,
    giver: HashMap<&'a str, usize>,
}

impl<'a> Uses<'a> {
    fn of(graph: &'a Graph) -> Self {
        let mut takers: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut giver = HashMap::new();
        for (at, node) in graph.nodes.iter().enumerate() {
            node.inputs.iter().for_each(|input| takers.entry(input).or_default().push(at));
            giver.extend(node.outputs.iter().map(|output| (output.as_str(), at)));
        }
        Self { graph, takers, giver }
    }

    /// The one operator that takes a value, if it is of this kind.
    fn next(&self, value: &str, kind: &str) -> Option<(usize, &'a Node)> {
        let [at] = self.takers.get(value)?[..] else { return None };
        let node = &self.graph.nodes[at];
        (node.kind == kind && value != self.graph.output).then_some((at, node))
    }

    /// A convolution with what follows it: the addition of its biases, and the cut at zero.
    fn convolution(&self, at: usize, node: &Node, replaced: &mut HashSet<usize>) -> Option<Own> {
        let [input, weights] = &node.inputs[..] else { return None };
        let weights = self.graph.weights(weights)?;
        let (add, sum) = self.next(node.outputs.first()?, "Add")?;
        let biases = sum.inputs.iter().find_map(|input| self.graph.weights(input))?;
        if biases.shape != [1, *weights.shape.first()?, 1, 1] {
            return None;
        }
        let mut output = sum.outputs.first()?;
        if let Some(depthwise) = Depthwise::of(node, &weights, &biases.values) {
            replaced.extend([at, add]);
            let kernel = Kernel::Depthwise(depthwise);
            return Some(Own { at, inputs: vec![input.clone()], output: output.clone(), kernel });
        }
        let positive = self.next(output, "Relu");
        let dense = Dense::of(node, &weights, &biases.values, positive.is_some())?;
        if let Some((relu, node)) = positive {
            replaced.insert(relu);
            output = node.outputs.first()?;
        }
        let mut inputs = vec![input.clone()];
        if let Some((concat, joined)) = self.joined(input) {
            replaced.insert(concat);
            inputs.clone_from(&joined.inputs);
        }
        replaced.extend([at, add]);
        Some(Own { at, inputs, output: output.clone(), kernel: Kernel::Dense(dense) })
    }

    /// The operator that joins channels into this value, for one taker alone.
    fn joined(&self, value: &str) -> Option<(usize, &'a Node)> {
        let at = *self.giver.get(value)?;
        let node = &self.graph.nodes[at];
        let alone = self.takers.get(value)?.len() == 1 && value != self.graph.output;
        (alone && node.kind == "Concat" && node.these("axis") == Some([1])).then_some((at, node))
    }

    fn plain(&self, at: usize, node: &Node, replaced: &mut HashSet<usize>) -> Option<Own> {
        let kernel = Kernel::Plain(Plain::of(node, self.graph)?);
        replaced.insert(at);
        Some(Own { at, inputs: vec![node.inputs.first()?.clone()], output: node.outputs.first()?.clone(), kernel })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Image, Kernel, own};
    use crate::graph::Graph;

    #[test]
    fn every_kind_of_operator_is_found_in_the_miniature() {
        let graph = Graph::of(include_bytes!("network/miniature.onnx")).unwrap();
        let (own, replaced) = own(&graph);
        let count = |is: fn(&Kernel) -> bool| own.iter().filter(|own| is(&own.kernel)).count();
        assert_eq!(count(|kernel| matches!(kernel, Kernel::Depthwise(_))), 4);
        assert_eq!(count(|kernel| matches!(kernel, Kernel::Dense(_))), 5);
        assert_eq!(count(|kernel| matches!(kernel, Kernel::Plain(_))), 3);
        // Of the convolutions the biases too, of the stem's the cuts at zero, and what joins channels.
        assert_eq!(replaced.len(), 4 * 2 + 5 * 2 + 4 + 2 + 3);
    }

    /// Numbers from -1 to 1 that are never the same twice in a row.
    pub(crate) fn image(length: usize, seed: usize) -> Vec<f32> {
        (0..length).map(|at| ((at * 7919 + seed * 104_729) % 255) as f32 / 127.5 - 1.0).collect()
    }

    /// One channel of a convolution as ONNX defines it, without its bias.
    pub(crate) fn defined(
        images: &[Image<'_>],
        kernels: &[f32],
        [inputs, down, across]: [usize; 3],
        strides: [usize; 2],
        pads: [usize; 2],
        [high, wide]: [usize; 2],
    ) -> Vec<f32> {
        let channels: Vec<&[f32]> =
            images.iter().flat_map(|image| image.values.chunks(image.height * image.width)).collect();
        assert_eq!(channels.len(), inputs);
        let pixel = |input: usize, y: Option<usize>, x: Option<usize>| match (y, x) {
            (Some(y), Some(x)) if y < images[0].height && x < images[0].width => {
                channels[input][y * images[0].width + x]
            }
            _ => 0.0,
        };
        let mut sums = vec![0.0; high * wide];
        for (at, sum) in sums.iter_mut().enumerate() {
            for (nth, weight) in kernels.iter().enumerate() {
                let (input, y, x) = (nth / (down * across), nth / across % down, nth % across);
                let y = (at / wide * strides[0] + y).checked_sub(pads[0]);
                let x = (at % wide * strides[1] + x).checked_sub(pads[1]);
                *sum += pixel(input, y, x) * weight;
            }
        }
        sums
    }
}
