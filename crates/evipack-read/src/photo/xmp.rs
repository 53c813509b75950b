//! An XMP packet (ISO 16684-1) → what an editor, a generator or a camera noted in it.
//!
//! Enters: the packet. Leaves: [`Xmp`]: capture time, creator tool, time of change, the steps of an edit history, the marks
//! of generated pictures. Anyone can write such a packet, and most photos have none: what stands in it is a reason to look,
//! and what does not stand in it says nothing. Properties are known by their namespace, whatever prefix they were written
//! with, as attribute or as element.

use evipack_core::facts::EditStep;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// How much of a packet is read; the ordinary one is 4–16 KiB, edit histories make it larger.
const MAX_PACKET: usize = 1024 * 1024;
/// Deeper than any property of the standard nests.
const MAX_DEPTH: usize = 64;
/// Longest value taken over.
const MAX_VALUE: usize = 200;
/// Steps of a history that are kept: a human reads the first few.
const MAX_STEPS: usize = 50;

/// The namespaces whose properties mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ns {
    Rdf,
    Exif,
    Basic,
    Media,
    Event,
    Photoshop,
    Iptc,
    Aigc,
    Other,
}

impl Ns {
    fn of(uri: &str) -> Self {
        match uri {
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Self::Rdf,
            "http://ns.adobe.com/exif/1.0/" => Self::Exif,
            "http://ns.adobe.com/xap/1.0/" => Self::Basic,
            "http://ns.adobe.com/xap/1.0/mm/" => Self::Media,
            "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" => Self::Event,
            "http://ns.adobe.com/photoshop/1.0/" => Self::Photoshop,
            "http://iptc.org/std/Iptc4xmpExt/2008-02-29/" => Self::Iptc,
            // TC260-PG-20258A, the practice guide to GB 45438-2025.
            "http://www.tc260.org.cn/ns/AIGC/1.0/" => Self::Aigc,
            _ => Self::Other,
        }
    }
}

/// What a packet says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Xmp {
    /// `exif:DateTimeOriginal`, as written.
    pub(super) taken: Option<String>,
    /// `photoshop:DateCreated`, as written: when the content was made, which need not be the camera's moment.
    pub(super) created: Option<String>,
    /// `xmp:CreatorTool`.
    pub(super) creator_tool: Option<String>,
    /// `xmp:ModifyDate`, as written.
    pub(super) modified: Option<String>,
    /// `xmpMM:History`; a `photoshop:History` is one step more.
    pub(super) history: Vec<EditStep>,
    /// The mark of a picture that a model made: `Iptc4xmpExt:DigitalSourceType`, or the `AIGC` property.
    pub(super) generated: Option<String>,
    /// The packet could not be read to its end: what is not here may still be in it.
    pub(super) broken: bool,
}

/// Reads a packet.
pub(super) fn read(packet: &[u8]) -> Xmp {
    let mut walk = Walk::default();
    let whole = packet.len() <= MAX_PACKET;
    let text = packet.get(..MAX_PACKET.min(packet.len())).and_then(|packet| std::str::from_utf8(packet).ok());
    let finished = text.is_some_and(|text| walk.run(text.trim_matches(['\u{FEFF}', '\0', ' ', '\r', '\n'])).is_some());
    // A history without a single event is an empty list.
    walk.found.history.retain(|step| *step != EditStep::default());
    Xmp { broken: !whole || !finished, ..walk.found }
}

/// The way through the packet: the open elements, and what was found so far.
#[derive(Default)]
struct Walk {
    open: Vec<(Ns, String)>,
    found: Xmp,
}

impl Walk {
    /// Walks over all elements; `None` where the packet is no well-formed XML to its end, or nests too deep.
    fn run(&mut self, text: &str) -> Option<()> {
        let mut reader = NsReader::from_str(text);
        let mut value = String::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    self.enter(&reader, &start)?;
                    value.clear();
                }
                Event::Empty(start) => {
                    self.enter(&reader, &start)?;
                    self.open.pop();
                }
                Event::Text(text) => add(&mut value, &text),
                Event::CData(text) => add(&mut value, &text),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                    Some(sign) => value.push(sign),
                    None => add(&mut value, resolve_predefined_entity(&reference).unwrap_or_default()),
                },
                Event::End(_) => {
                    let (ns, name) = self.open.pop()?;
                    self.property(ns, &name, &value);
                    value.clear();
                }
                Event::Eof => return self.open.is_empty().then_some(()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn enter(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        let (ns, local) = reader.resolver().resolve_element(start.name());
        let name = local.as_ref().to_owned();
        self.open.push((namespace(&ns), name));
        // Each item of a history is a step, whether its parts are attributes or elements.
        if self.is_step() && self.found.history.len() < MAX_STEPS {
            self.found.history.push(EditStep::default());
        }
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            let (ns, local) = reader.resolver().resolve_attribute(attribute.key);
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            let name = local.as_ref().to_owned();
            self.property(namespace(&ns), &name, &value);
        }
        Some(())
    }

    /// Whether the innermost element is an item of `xmpMM:History`.
    fn is_step(&self) -> bool {
        let item = self.open.last().is_some_and(|(ns, name)| *ns == Ns::Rdf && name == "li");
        let parent = self.open.len().checked_sub(3).and_then(|at| self.open.get(at));
        item && parent.is_some_and(|(ns, name)| *ns == Ns::Media && name == "History")
    }

    fn in_history(&self) -> bool {
        self.open.iter().any(|(ns, name)| *ns == Ns::Media && name == "History")
    }

    /// Takes over a property, the first time that it says something.
    fn property(&mut self, ns: Ns, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let short = || value.chars().filter(|c| !c.is_control()).take(MAX_VALUE).collect::<String>();
        if ns == Ns::Event && self.in_history() {
            let Some(step) = self.found.history.last_mut() else { return };
            match name {
                "action" => step.action = short(),
                "softwareAgent" => step.software = Some(short()),
                "when" => step.when = Some(short()),
                _ => {}
            }
            return;
        }
        if (ns, name) == (Ns::Photoshop, "History") && self.found.history.len() < MAX_STEPS {
            // A log in prose, which may name files and people: only that it is there is said.
            self.found.history.push(EditStep { action: "photoshop:History".to_owned(), ..EditStep::default() });
            return;
        }
        let slot = match (ns, name) {
            (Ns::Exif, "DateTimeOriginal") => &mut self.found.taken,
            (Ns::Photoshop, "DateCreated") => &mut self.found.created,
            (Ns::Basic, "CreatorTool") => &mut self.found.creator_tool,
            (Ns::Basic, "ModifyDate") => &mut self.found.modified,
            (Ns::Iptc, "DigitalSourceType") if is_generated(value) => &mut self.found.generated,
            // Every picture that bears the label at all was made, or may have been made, by a model.
            (Ns::Aigc, "AIGC") => &mut self.found.generated,
            _ => return,
        };
        let said = if ns == Ns::Aigc { "AIGC".to_owned() } else { short() };
        slot.get_or_insert(said);
    }
}

/// Whether an IPTC digital source type (a NewsCodes address or its last word) names a picture made or changed by a model.
pub(super) fn is_generated(value: &str) -> bool {
    const GENERATED: [&str; 3] =
        ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia"];
    let word = value.rsplit('/').next().unwrap_or(value);
    GENERATED.contains(&word)
}

fn namespace(resolved: &ResolveResult<'_>) -> Ns {
    match resolved {
        ResolveResult::Bound(namespace) => Ns::of(namespace.as_ref()),
        _ => Ns::Other,
    }
}

/// Adds to a value as long as it is short: a log of a thousand edits is not kept.
fn add(value: &mut String, text: &str) {
    if value.len() <= MAX_VALUE * 4 {
        value.push_str(text);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A packet with these properties inside its description.
    pub(in crate::photo) fn packet(attributes: &str, elements: &str) -> String {
        format!(
            "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
             xmlns:mm=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" \
             xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\" \
             xmlns:ext=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
             xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\" {attributes}>{elements}</rdf:Description></rdf:RDF>\
             </x:xmpmeta>\n<?xpacket end=\"w\"?>\0\0"
        )
    }

    fn of(attributes: &str, elements: &str) -> Xmp {
        let xmp = read(packet(attributes, elements).as_bytes());
        assert!(!xmp.broken);
        xmp
    }

    #[test]
    fn a_property_is_an_attribute_or_an_element() {
        let time = Some("2026-04-07T14:32:05+08:00".to_owned());
        assert_eq!(of("exif:DateTimeOriginal=\"2026-04-07T14:32:05+08:00\"", "").taken, time);
        let element = "<exif:DateTimeOriginal>\n2026-04-07T14:32:05+08:00 </exif:DateTimeOriginal>";
        assert_eq!(of("", element).taken, time);
        let tool = of("xmp:CreatorTool=\"Adobe &amp; Co\" xmp:ModifyDate=\"2026-04-08\"", "");
        assert_eq!((tool.creator_tool.as_deref(), tool.modified.as_deref()), (Some("Adobe & Co"), Some("2026-04-08")));
        assert_eq!(of("photoshop:DateCreated=\"2003-08-30\"", "").created.as_deref(), Some("2003-08-30"));
        assert_eq!(of("exif:DateTimeOriginal=\" \"", ""), Xmp::default());
    }

    #[test]
    fn a_history_has_its_steps_in_either_form() {
        let step = |action: &str, software: Option<&str>, when: Option<&str>| EditStep {
            action: action.to_owned(),
            software: software.map(str::to_owned),
            when: when.map(str::to_owned),
        };
        let compact = "<mm:History><rdf:Seq><rdf:li stEvt:action=\"saved\" stEvt:softwareAgent=\"Adobe Photoshop 25.0\" \
                       stEvt:when=\"2026-04-09T08:00:00+08:00\"/><rdf:li stEvt:action=\"converted\"/></rdf:Seq></mm:History>";
        let long = "<mm:History><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><stEvt:action>saved</stEvt:action>\
                    <stEvt:softwareAgent>Adobe Photoshop 25.0</stEvt:softwareAgent>\
                    <stEvt:when>2026-04-09T08:00:00+08:00</stEvt:when></rdf:li>\
                    <rdf:li><rdf:Description stEvt:action=\"converted\"/></rdf:li></rdf:Seq></mm:History>";
        let steps = [
            step("saved", Some("Adobe Photoshop 25.0"), Some("2026-04-09T08:00:00+08:00")),
            step("converted", None, None),
        ];
        assert_eq!(of("", compact).history, steps);
        assert_eq!(of("", long).history, steps);
        // The document's own ancestors are no history.
        let derived = "<mm:DerivedFrom stEvt:action=\"saved\"/>";
        assert!(of("", derived).history.is_empty());
        assert_eq!(
            of("photoshop:History=\"2026-04-09 打开 张三.jpg\"", "").history,
            [step("photoshop:History", None, None)]
        );
    }

    #[test]
    fn generated_pictures_are_marked_in_two_ways() {
        let iptc = "ext:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"";
        assert!(of(iptc, "").generated.is_some_and(|kind| kind.ends_with("trainedAlgorithmicMedia")));
        let camera = "ext:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture\"";
        assert_eq!(of(camera, "").generated, None);
        let label = "<TC260:AIGC>{\"Label\":\"1\",\"ContentProducer\":\"甲\"}</TC260:AIGC>";
        assert_eq!(of("", label).generated.as_deref(), Some("AIGC"));
    }

    #[test]
    fn what_was_read_before_a_break_is_kept_and_the_break_said() {
        let whole = packet("xmp:CreatorTool=\"GIMP\"", "<mm:History/>");
        let xmp = read(&whole.as_bytes()[..whole.find("<mm:History").unwrap()]);
        assert!(xmp.broken && xmp.creator_tool.as_deref() == Some("GIMP"));
        assert!(read(b"\xFF\xFE<\0").broken);
        assert!(read(&b"<a>".repeat(1000)).broken);
        // An entity that nobody declared expands to nothing.
        assert_eq!(of("", "<xmp:CreatorTool>A&lol;B</xmp:CreatorTool>").creator_tool.as_deref(), Some("AB"));
    }

    proptest! {
        #[test]
        fn any_packet_is_survived(at in 0usize..900, byte: u8, rest: Vec<u8>) {
            let step = "<mm:History><rdf:Seq><rdf:li stEvt:action=\"saved\"/></rdf:Seq></mm:History>";
            let mut damaged = packet("", step).into_bytes();
            let at = at.min(damaged.len() - 1);
            damaged[at] = byte;
            read(&damaged);
            read(&rest);
        }
    }
}
