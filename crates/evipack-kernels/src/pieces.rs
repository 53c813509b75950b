//! A network run piece by piece: between the pieces stand the operators that are computed here.
//!
//! Enters: a model and its file; then a picture. Leaves: what the network answers. The runtime takes any of a network's values
//! for an input and any for an output. Each piece is all that it can compute before an operator of `kernels.rs` has to give a
//! value; values that are needed in a later piece are handed on, those needed a last time are given away, so that their memory
//! is used again.

use crate::graph::Graph;
use crate::kernels::{self, Image, Kernel, Own};
use crate::network::NetworkError;
use rten::{Model, NodeId, Value, ValueOrView};
use rten_tensor::prelude::*;
use std::collections::HashMap;

/// Where a network is cut, by the names of its values.
pub(crate) struct Plan {
    names: Vec<String>,
    pieces: Vec<Piece>,
    output: usize,
}

/// [`Plan`] for a model that has been loaded.
pub(crate) struct Pieces {
    all: Vec<Piece>,
    /// What the runtime calls each value; the first is the picture.
    ids: Vec<NodeId>,
    output: usize,
}

/// Values are told by their place in [`Plan::names`].
#[derive(Default)]
struct Piece {
    /// What the runtime takes, and whether nobody needs it afterwards.
    takes: Vec<(usize, bool)>,
    gives: Vec<usize>,
    /// What is computed here after it: from which values, which value, how.
    own: Vec<(Vec<usize>, usize, Kernel)>,
    /// What nobody needs after that.
    done: Vec<usize>,
}

impl Plan {
    /// `None` where nothing is computed here, or something that cannot be cut out.
    pub(crate) fn of(onnx: &[u8]) -> Option<Self> {
        let graph = Graph::of(onnx)?;
        let (own, replaced) = kernels::own(&graph);
        if own.is_empty() {
            return None;
        }
        let mut walk = Walk::default();
        walk.value(&graph.input, 0, false);
        let mut own: HashMap<usize, Own> = own.into_iter().map(|own| (own.at, own)).collect();
        for (at, node) in graph.nodes.iter().enumerate() {
            if let Some(own) = own.remove(&at) {
                walk.own(own)?;
            } else if !replaced.contains(&at) {
                walk.runtime(&node.inputs, &node.outputs);
            }
        }
        walk.plan(&graph.output)
    }

    /// `None` where the runtime does not know one of the values: it may have joined operators across a cut.
    pub(crate) fn bind(self, model: &Model) -> Option<Pieces> {
        let (input, output) = (*model.input_ids().first()?, *model.output_ids().first()?);
        let id = |(at, name): (usize, &String)| match at {
            0 => Some(input),
            _ if at == self.output => Some(output),
            _ => model.find_node(name),
        };
        let ids = self.names.iter().enumerate().map(id).collect::<Option<_>>()?;
        Some(Pieces { all: self.pieces, ids, output: self.output })
    }
}

/// What is known of a network up to one of its operators.
#[derive(Default)]
struct Walk {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// For each value the piece that gives it, or from which on it is there where the runtime does not give it.
    piece: Vec<usize>,
    by_runtime: Vec<bool>,
    /// For each value the pieces that take it.
    taken: Vec<Vec<usize>>,
    pieces: Vec<Piece>,
}

impl Walk {
    fn value(&mut self, name: &str, piece: usize, by_runtime: bool) -> usize {
        let place = self.names.len();
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        self.piece.push(piece);
        self.by_runtime.push(by_runtime);
        self.taken.push(Vec::new());
        while self.pieces.len() <= piece {
            self.pieces.push(Piece::default());
        }
        place
    }

    /// The runtime computes as soon as it can; what depends on no picture it has computed when it loaded the model.
    fn runtime(&mut self, inputs: &[String], outputs: &[String]) {
        let inputs: Vec<usize> = inputs.iter().filter_map(|name| self.places.get(name).copied()).collect();
        let Some(piece) = inputs.iter().map(|input| self.piece[*input]).max() else { return };
        for input in &inputs {
            self.taken[*input].push(piece);
        }
        for output in outputs {
            self.value(output, piece, true);
        }
    }

    fn own(&mut self, own: Own) -> Option<()> {
        let inputs = own.inputs.iter().map(|name| self.places.get(name).copied()).collect::<Option<Vec<_>>>()?;
        let piece = inputs.iter().map(|input| self.piece[*input]).max()?;
        let output = self.value(&own.output, piece + 1, false);
        self.pieces[piece].own.push((inputs, output, own.kernel));
        Some(())
    }

    fn plan(mut self, output: &str) -> Option<Plan> {
        let output = *self.places.get(output)?;
        if !self.by_runtime[output] {
            return None;
        }
        let mut given = vec![false; self.names.len()];
        given[output] = true;
        for input in self.pieces.iter().flat_map(|piece| &piece.own).flat_map(|(inputs, ..)| inputs) {
            given[*input] = self.by_runtime[*input];
        }
        for (value, taken) in self.taken.iter_mut().enumerate() {
            taken.sort_unstable();
            taken.dedup();
            if self.by_runtime[value] {
                taken.retain(|piece| *piece > self.piece[value]);
                given[value] |= !taken.is_empty();
            }
            for piece in taken {
                self.pieces[*piece].takes.push((value, false));
            }
        }
        for value in (0..given.len()).filter(|value| given[*value]) {
            self.pieces[self.piece[value]].gives.push(value);
        }
        self.give_away(output);
        Some(Plan { names: self.names, pieces: self.pieces, output })
    }

    /// Notes where each value is needed for the last time.
    fn give_away(&mut self, output: usize) {
        let mut needed = vec![false; self.names.len()];
        needed[output] = true;
        for piece in self.pieces.iter_mut().rev() {
            for input in piece.own.iter().flat_map(|(inputs, ..)| inputs) {
                if !std::mem::replace(&mut needed[*input], true) {
                    piece.done.push(*input);
                }
            }
            for (input, last) in &mut piece.takes {
                *last = !std::mem::replace(&mut needed[*input], true);
            }
        }
    }
}

impl Pieces {
    /// `run` is the runtime: from some values to others.
    pub(crate) fn run<R>(&self, picture: Value, run: R) -> Result<Value, NetworkError>
    where
        R: Fn(Vec<(NodeId, ValueOrView<'_>)>, &[NodeId]) -> Result<Vec<Value>, NetworkError>,
    {
        let mut values: Vec<Option<Value>> = self.ids.iter().map(|_| None).collect();
        values[0] = Some(picture);
        for piece in &self.all {
            if !piece.gives.is_empty() {
                let last: Vec<(usize, Value)> = piece
                    .takes
                    .iter()
                    .filter(|(_, last)| *last)
                    .filter_map(|(value, _)| Some((*value, values[*value].take()?)))
                    .collect();
                let kept = piece.takes.iter().filter(|(_, last)| !last);
                let kept = kept.filter_map(|(value, _)| Some((*value, values[*value].as_ref()?.as_view())));
                let takes = last.into_iter().map(|(value, taken)| (self.ids[value], ValueOrView::Value(taken)));
                let takes = takes.chain(kept.map(|(value, view)| (self.ids[value], ValueOrView::View(view)))).collect();
                let gives: Vec<NodeId> = piece.gives.iter().map(|value| self.ids[*value]).collect();
                let answers = run(takes, &gives)?;
                piece.gives.iter().zip(answers).for_each(|(value, answer)| values[*value] = Some(answer));
            }
            for (inputs, output, kernel) in &piece.own {
                values[*output] = Some(passed(inputs, kernel, &values)?);
            }
            for value in &piece.done {
                values[*value] = None;
            }
        }
        values[self.output].take().ok_or_else(|| NetworkError::Failed("no answer".to_owned()))
    }
}

fn passed(inputs: &[usize], kernel: &Kernel, values: &[Option<Value>]) -> Result<Value, NetworkError> {
    let image = |input: &usize| match &values[*input] {
        Some(Value::FloatTensor(tensor)) => match *tensor.shape() {
            [1, channels, height, width] if !tensor.is_empty() => {
                Some(Image { channels, height, width, values: tensor.data()? })
            }
            _ => None,
        },
        _ => None,
    };
    let images: Option<Vec<Image<'_>>> = inputs.iter().map(image).collect();
    let passed = images.and_then(|images| kernel.pass(&images));
    passed.map(Value::FloatTensor).ok_or_else(|| NetworkError::Failed("unexpected value between two pieces".to_owned()))
}
