//! What an ONNX file says of its network: which values each operator takes and gives, and the numbers of its weights.
//!
//! Enters: the bytes of a model. Leaves: its operators in their order. The runtime keeps its own picture of the network to
//! itself; which operators are worth computing here (`kernels.rs`), and where the network has to be cut for it (`pieces.rs`),
//! can only be read from the file.

use rten_onnx::onnx::{AttributeProto, DataType, ModelProto, NodeProto, TensorProto};
use std::collections::HashMap;

/// A network as its file describes it.
pub(crate) struct Graph {
    /// In the order of the file: each operator behind those whose values it takes.
    pub(crate) nodes: Vec<Node>,
    /// The value that the network is given.
    pub(crate) input: String,
    /// The value it answers with; where that is only another name for a value, that value.
    pub(crate) output: String,
    /// As they lie in the file: most of them nobody asks for.
    weights: HashMap<String, TensorProto>,
}

pub(crate) struct Node {
    pub(crate) kind: String,
    pub(crate) inputs: Vec<String>,
    pub(crate) outputs: Vec<String>,
    attributes: Vec<AttributeProto>,
}

/// Numbers that the file carries.
pub(crate) struct Weights {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Graph {
    /// `None` where the file is not to be read as a network of one input and one output.
    pub(crate) fn of(onnx: &[u8]) -> Option<Self> {
        let graph = ModelProto::parse_buf(onnx).ok()?.graph?;
        let weights: HashMap<String, TensorProto> =
            graph.initializer.into_iter().filter_map(|tensor| Some((tensor.name.clone()?, tensor))).collect();
        let mut names = HashMap::new();
        let nodes = graph.node.into_iter().filter_map(|node| named(node, &mut names)).collect();
        let same = |name: String| names.get(&name).cloned().unwrap_or(name);
        // Weights may be listed as inputs too.
        let mut inputs =
            graph.input.into_iter().filter_map(|input| input.name).filter(|name| !weights.contains_key(name));
        let output = graph.output.into_iter().next()?.name?;
        Some(Self { nodes, input: inputs.next()?, output: same(output), weights })
    }

    /// The weights of this name.
    pub(crate) fn weights(&self, name: &str) -> Option<Weights> {
        self.weights.get(name).and_then(weights)
    }
}

impl Node {
    /// Whole numbers of a known count; `None` where the file leaves them out.
    pub(crate) fn these<const N: usize>(&self, name: &str) -> Option<[usize; N]> {
        let attribute = self.attribute(name)?;
        let all = attribute.ints.iter().chain(&attribute.i);
        all.map(|number| usize::try_from(*number).ok()).collect::<Option<Vec<_>>>()?.try_into().ok()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.attribute(name)?.s.as_deref()
    }

    fn attribute(&self, name: &str) -> Option<&AttributeProto> {
        self.attributes.iter().find(|attribute| attribute.name.as_deref() == Some(name))
    }
}

/// An operator with the first name of each value it takes; `None` for those that only give a value another name, as the
/// runtime leaves them out as well.
fn named(node: NodeProto, names: &mut HashMap<String, String>) -> Option<Node> {
    let inputs: Vec<String> = node.input.into_iter().map(|input| names.get(&input).cloned().unwrap_or(input)).collect();
    let kind = node.op_type?;
    if let ("Identity", [input], [output]) = (kind.as_str(), &inputs[..], &node.output[..]) {
        names.insert(output.clone(), input.clone());
        return None;
    }
    Some(Node { kind, inputs, outputs: node.output, attributes: node.attribute })
}

fn weights(tensor: &TensorProto) -> Option<Weights> {
    if tensor.data_type != Some(DataType::FLOAT) {
        return None;
    }
    let shape = tensor.dims.iter().map(|side| usize::try_from(*side).ok()).collect::<Option<Vec<_>>>()?;
    let values = match &tensor.raw_data {
        Some(bytes) => bytes.borrow().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        None => tensor.float_data.clone(),
    };
    (shape.iter().product::<usize>() == values.len()).then_some(Weights { shape, values })
}
