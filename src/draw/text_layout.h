// SPDX-License-Identifier: MIT
// Text in pixels: measuring, wrapping, drawing.
#pragma once

#include <string_view>

#include "draw/font.h"
#include "draw/surface.h"

namespace tegami {

// Steps over one UTF-8 character at the front of `text`; U+FFFD for what is none. 0 at the end.
uint32_t TakeCharacter(std::string_view& text);

// Pixels that the text advances the pen by.
int TextWidth(const Font& font, std::string_view text, int letter_spacing = 0);

// Octets of `text` that stand on its first line of `width` pixels: Latin breaks at spaces, Japanese between characters,
// except before what may not begin a line (。、」...). At least one character.
size_t LineLength(const Font& font, std::string_view text, int width);

// Draws one line with its base line at `y`; what lies outside the surface is left out. Returns the pen's end.
int DrawText(const Surface& surface, const Font& font, int x, int y, std::string_view text, Rgb565 colour,
             int letter_spacing = 0);

// `text`, wrapped, from `top` on; draws nothing where `surface` is null, and returns the height either way.
int DrawWrapped(const Surface* surface, const Font& font, int x, int top, int width, std::string_view text,
                Rgb565 colour);

void FillRect(const Surface& surface, int x, int y, int width, int height, Rgb565 colour);

}  // namespace tegami
