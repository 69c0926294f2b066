package document

import (
	"bytes"
	"encoding/binary"
	"os"

	"hotline/callcenter"
)

// readFont reads a TrueType font, the first of a collection (.ttc).
func readFont(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Unavailable, "生成 PDF 的中文字体读不了,请安装 fonts-wqy-microhei 或检查配置 reports.font: %w", err)
	}
	if !bytes.HasPrefix(raw, []byte("ttcf")) {
		return raw, nil
	}
	font, ok := firstFont(raw)
	if !ok {
		return nil, callcenter.Errorf(callcenter.Unavailable, "字体 %s 已损坏,请重新安装 fonts-wqy-microhei", path)
	}
	return font, nil
}

// The sizes of a font's head and of the entry of a table in it (OpenType, "Organization
// of an OpenType Font").
const (
	fontHead  = 12
	fontEntry = 16
)

// firstFont makes a font of its own of the first of a collection: tables are found from
// the beginning of the file, so they are moved behind its head.
func firstFont(raw []byte) (font []byte, ok bool) {
	defer func() {
		if recover() != nil { // a place outside the file
			font, ok = nil, false
		}
	}()
	head := raw[binary.BigEndian.Uint32(raw[12:]):]
	tables := int(binary.BigEndian.Uint16(head[4:]))
	font = bytes.Clone(head[:fontHead+tables*fontEntry])
	for i := range tables {
		entry := font[fontHead+i*fontEntry:]
		from, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		binary.BigEndian.PutUint32(entry[8:], uint32(len(font)))
		font = append(font, raw[from:from+size]...)
		font = append(font, make([]byte, -len(font)&3)...)
	}
	return font, true
}
