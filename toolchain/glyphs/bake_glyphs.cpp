// SPDX-License-Identifier: MIT
// Bakes the glyphs that the sentences use into a C++ source: runs on the build machine, with FreeType.
//
// usage: bake_glyphs REGULAR.ttc BOLD.ttc OUTPUT.cpp UI.def SENTENCES.def...
#include <ft2build.h>
#include FT_FREETYPE_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using CodePoints = std::set<uint32_t>;

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "bake_glyphs: %s\n", message.c_str());
  std::exit(1);
}

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Die(std::string("cannot read ") + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void AddCodePoints(const std::string& text, CodePoints& into) {
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const int length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    uint32_t code = length == 1 ? c : c & (0xFFU >> (length + 1));
    for (int k = 1; k < length; ++k) code = code << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    if (code >= 0x20) into.insert(code);
    i += length;
  }
}

// Glyphs in one size: an index sorted by code point, and four bits a pixel, rows whole octets.
void BakeFace(FILE* out, const char* name, FT_Face face, int pixels, const CodePoints& codes) {
  FT_Set_Pixel_Sizes(face, 0, pixels);
  std::vector<uint8_t> bits;
  std::string index;
  for (const uint32_t code : codes) {
    if (FT_Get_Char_Index(face, code) == 0) continue;
    if (FT_Load_Char(face, code, FT_LOAD_RENDER) != 0) Die("a glyph cannot be rendered");
    const FT_GlyphSlot slot = face->glyph;
    char row[160];
    std::snprintf(row, sizeof row, "    {0x%X, %zu, %u, %u, %d, %d, %ld},\n", code, bits.size(), slot->bitmap.width,
                  slot->bitmap.rows, slot->bitmap_left, slot->bitmap_top, slot->advance.x / 64);
    index += row;
    for (unsigned y = 0; y < slot->bitmap.rows; ++y) {
      const uint8_t* line = slot->bitmap.buffer + y * slot->bitmap.pitch;
      for (unsigned x = 0; x < slot->bitmap.width; x += 2) {
        const unsigned low = x + 1 < slot->bitmap.width ? line[x + 1] : 0;
        bits.push_back(static_cast<uint8_t>((line[x] & 0xF0U) | low >> 4U));
      }
    }
  }
  std::fprintf(out, "constexpr Glyph k%sGlyphs[] = {\n%s};\nconstexpr uint8_t k%sGlyphBits[] = {", name, index.c_str(),
               name);
  for (size_t i = 0; i < bits.size(); ++i) std::fprintf(out, i % 32 == 0 ? "\n%u," : "%u,", bits[i]);
  const FT_Size_Metrics& metrics = face->size->metrics;
  std::fprintf(out, "};\nconstexpr Font k%sFont{k%sGlyphs, k%sGlyphBits, %d, %ld, %ld};\n\n", name, name, name, pixels,
               metrics.ascender / 64, metrics.height / 64);
}

FT_Face OpenFace(FT_Library library, const char* path) {
  FT_Face face = nullptr;
  if (FT_New_Face(library, path, 0, &face) != 0) Die(std::string("no font: ") + path + " (Debian: fonts-noto-cjk)");
  return face;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) Die("usage: bake_glyphs REGULAR.ttc BOLD.ttc OUTPUT.cpp UI.def SENTENCES.def...");
  CodePoints ascii;
  for (uint32_t code = 0x20; code < 0x7F; ++code) ascii.insert(code);
  CodePoints labels = ascii;
  for (uint32_t code = 0xA1; code <= 0xFF; ++code) labels.insert(code);
  labels.insert(0x2026);  // the ellipsis
  AddCodePoints(ReadFile(argv[4]), labels);
  CodePoints all = labels;
  for (int i = 5; i < argc; ++i) AddCodePoints(ReadFile(argv[i]), all);

  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) Die("FreeType does not start");
  FILE* out = std::fopen(argv[3], "w");
  if (out == nullptr) Die(std::string("cannot write ") + argv[3]);
  std::fprintf(
      out,
      "// Baked by toolchain/glyphs/bake_glyphs.cpp.\n#include \"draw/font.h\"\n\nnamespace tegami {\nnamespace {\n\n");
  BakeFace(out, "Body", OpenFace(library, argv[1]), 19, all);
  BakeFace(out, "Heading", OpenFace(library, argv[2]), 24, labels);
  BakeFace(out, "Code", OpenFace(library, argv[2]), 50, ascii);
  std::fprintf(out,
               "}  // namespace\n\nconst Font& BodyFont() { return kBodyFont; }\nconst Font& HeadingFont() { return "
               "kHeadingFont; }\nconst Font& CodeFont() { return kCodeFont; }\n\n}  // namespace tegami\n");
  return std::fclose(out) == 0 ? 0 : 1;
}
