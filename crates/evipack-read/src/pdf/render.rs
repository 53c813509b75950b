//! A PDF page to pixels.
//!
//! Enters: a page that was interpreted before within its budget. Leaves: [`Pixels`] as a viewer shows them on white paper. Its
//! size is capped here, because the renderer counts in 16 bits.

use evipack_see::Pixels;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::{InterpreterSettings, RenderContent};
use hayro_syntax::page::Page;

/// Alpha, and with it red, green and blue as they are: the paper is opaque.
const CHANNELS: usize = 4;

/// The page, its longer side `side` pixels. `None` for a page without a size.
pub(super) fn pixels<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, side: u16) -> Option<Pixels> {
    pixels_of(page, cache, side, &InterpreterSettings::default())
}

/// The page without its annotations and form fields.
pub(super) fn pixels_of_content<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, side: u16) -> Option<Pixels> {
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    pixels_of(page, cache, side, &settings)
}

fn pixels_of<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    side: u16,
    interpreter: &InterpreterSettings,
) -> Option<Pixels> {
    let (width, height) = page.render_dimensions();
    let long = width.max(height);
    if !(width > 0.0 && height > 0.0 && long.is_finite()) {
        return None;
    }
    let scale = f32::from(side) / long;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, cache, interpreter, &RenderSettings::default(), &settings);
    let rgb =
        pixmap.data_as_u8_slice().chunks_exact(CHANNELS).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Some(Pixels { width: pixmap.width().into(), height: pixmap.height().into(), rgb })
}
