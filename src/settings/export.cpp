// SPDX-License-Identifier: MIT
// One line at a time.
#include "settings/export.h"

#include <algorithm>

#include "codec/json_writer.h"
#include "settings/service_defaults.h"

namespace tegami {
namespace {

// Appends to a line whose room is enough by its length.
class Line {
 public:
  explicit Line(Bytes into) : into_(into) {}

  Line& Raw(std::string_view text) {
    size_ += CopyBytes(into_.subspan(size_), AsBytes(text));
    return *this;
  }
  Line& String(std::string_view text) {
    JsonWriter json(into_.subspan(size_));
    json.String(text);
    size_ += json.text().size();
    return *this;
  }
  Line& Number(int64_t number) {
    JsonWriter json(into_.subspan(size_));
    json.Number(number);
    size_ += json.text().size();
    return *this;
  }
  size_t size() const { return size_; }

 private:
  Bytes into_;
  size_t size_ = 0;
};

}  // namespace

Result<size_t> SettingsExport::Read(Bytes into) {
  size_t filled = 0;
  while (filled < into.size()) {
    if (line_taken_ == line_size_) {
      if (step_ == Step::kDone) break;
      TEGAMI_TRY(WriteNextLine());
    }
    const size_t piece = std::min(into.size() - filled, line_size_ - line_taken_);
    CopyBytes(into.subspan(filled), ConstBytes(line_).subspan(line_taken_, piece));
    line_taken_ += piece;
    filled += piece;
  }
  return filled;
}

const SettingField* SettingsExport::NextField(size_t from) {
  const std::span<const SettingField> fields = SettingsOf(kSettingsSections[section_].group);
  for (size_t i = from; i < fields.size(); ++i) {
    const bool left_out = fields[i].type == SettingType::kSecret || fields[i].Is(kInternal) ||
                          (fields[i].Is(kDeviceOwn) && device_own_ == DeviceOwn::kLeaveOut);
    if (!left_out) return &fields[i];
  }
  return nullptr;
}

Status SettingsExport::WriteNextLine() {
  Line line(line_);
  line_taken_ = 0;
  switch (step_) {
    case Step::kHead:
      line.Raw("{\n  \"format\": ").String(kSettingsFormat);
      line.Raw(",\n  \"version\": ").Number(kSettingsFormatVersion);
      step_ = Step::kSection;
      break;
    case Step::kSection: {
      const SettingsSection& section = kSettingsSections[section_];
      TEGAMI_TRY(keeper_.Load(section, draft_));
      line.Raw(",\n  ").String(section.name).Raw(": {");
      field_ = 0;
      step_ = Step::kField;
      break;
    }
    case Step::kField: {
      const SettingField* field = NextField(field_);
      if (field != nullptr) {
        line.Raw(field_ == 0 ? "\n" : ",\n");
        line_size_ = line.size();
        WriteField(*field);
        field_ = static_cast<size_t>(field - SettingsOf(field->group).data()) + 1;
        return {};
      }
      line.Raw("\n  }");
      ++section_;
      step_ = section_ == std::size(kSettingsSections) ? Step::kEnd : Step::kSection;
      break;
    }
    case Step::kEnd:
      line.Raw("\n}\n");
      step_ = Step::kDone;
      break;
    case Step::kDone: break;
  }
  line_size_ = line.size();
  return {};
}

// Behind what the line has.
void SettingsExport::WriteField(const SettingField& field) {
  Line line(Bytes(line_).subspan(line_size_));
  Text<kSettingTextMaxBytes> text;
  GetSetting(field, draft_.view(), text);
  line.Raw("    ").String(field.name).Raw(": ");
  const bool bare =
      field.type == SettingType::kFlag || (field.type == SettingType::kNumber && field.rule != SettingRule::kUtcOffset);
  const bool own_value = text.empty() && ServiceGives(field);
  if (!bare && !own_value) {
    line.String(View(text));
  } else {
    line.Raw(text.empty() ? "null" : View(text));
  }
  line_size_ += line.size();
}

}  // namespace tegami
