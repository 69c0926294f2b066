package web

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// speakChinese makes huma speak Chinese. Its messages and the maker of its errors
// are variables of its packages, read while operations are registered; so this
// is done once, before the first API is made.
var speakChinese = sync.OnceFunc(func() {
	for message, text := range map[*string]string{
		&validation.MsgUnexpectedProperty:                 "不认识的字段",
		&validation.MsgExpectedRFC3339DateTime:            "应为日期时间,如 2026-02-25T08:00:00+08:00",
		&validation.MsgExpectedRFC1123DateTime:            "应为 HTTP 日期",
		&validation.MsgExpectedRFC3339Date:                "应为日期,如 2026-02-25",
		&validation.MsgExpectedRFC3339Time:                "应为时间,如 08:00:00",
		&validation.MsgExpectedRFC5322Email:               "应为电子邮箱地址(%v)",
		&validation.MsgExpectedRFC5890Hostname:            "应为主机名",
		&validation.MsgExpectedRFC2673IPv4:                "应为 IPv4 地址",
		&validation.MsgExpectedRFC2373IPv6:                "应为 IPv6 地址",
		&validation.MsgExpectedRFCIPAddr:                  "应为 IP 地址",
		&validation.MsgExpectedRFC3986URI:                 "应为网址(%v)",
		&validation.MsgExpectedRFC4122UUID:                "应为 36 位编号(%v)",
		&validation.MsgExpectedRFC6570URITemplate:         "应为网址模板",
		&validation.MsgExpectedRFC6901JSONPointer:         "应为 JSON 指针",
		&validation.MsgExpectedRFC6901RelativeJSONPointer: "应为相对 JSON 指针",
		&validation.MsgExpectedRegexp:                     "应为正则表达式(%v)",
		&validation.MsgExpectedMatchAtLeastOneSchema:      "不符合任何一种格式",
		&validation.MsgExpectedMatchExactlyOneSchema:      "不符合任何一种格式",
		&validation.MsgExpectedNotMatchSchema:             "不能是这种格式",
		&validation.MsgExpectedPropertyNameInObject:       "缺少区分类型的字段",
		&validation.MsgExpectedBoolean:                    "应为 true 或 false",
		&validation.MsgExpectedDuration:                   "应为时长(%v)",
		&validation.MsgExpectedNumber:                     "应为数字",
		&validation.MsgExpectedInteger:                    "应为整数",
		&validation.MsgExpectedString:                     "应为文字",
		&validation.MsgExpectedBase64String:               "应为 base64 编码",
		&validation.MsgExpectedArray:                      "应为数组",
		&validation.MsgExpectedObject:                     "应为对象",
		&validation.MsgExpectedArrayItemsUnique:           "各项不能重复",
		&validation.MsgExpectedOneOf:                      "应为其中之一:%s",
		&validation.MsgExpectedMinimumNumber:              "应不小于 %v",
		&validation.MsgExpectedExclusiveMinimumNumber:     "应大于 %v",
		&validation.MsgExpectedMaximumNumber:              "应不大于 %v",
		&validation.MsgExpectedExclusiveMaximumNumber:     "应小于 %v",
		&validation.MsgExpectedNumberBeMultipleOf:         "应为 %v 的倍数",
		&validation.MsgExpectedMinLength:                  "长度应不少于 %d",
		&validation.MsgExpectedMaxLength:                  "长度应不多于 %d",
		&validation.MsgExpectedBePattern:                  "应为 %s",
		&validation.MsgExpectedMatchPattern:               "应符合 %s",
		&validation.MsgExpectedMinItems:                   "应不少于 %d 项",
		&validation.MsgExpectedMaxItems:                   "应不多于 %d 项",
		&validation.MsgExpectedMinProperties:              "应不少于 %d 个字段",
		&validation.MsgExpectedMaxProperties:              "应不多于 %d 个字段",
		&validation.MsgExpectedRequiredProperty:           "缺少字段 %s",
		&validation.MsgExpectedDependentRequiredProperty:  "有 %[2]s 时必须有 %[1]s",
	} {
		*message = text
	}
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return fromHuma(context.Background(), status, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		if ctx == nil {
			return fromHuma(context.Background(), status, errs...)
		}
		return fromHuma(ctx.Context(), status, errs...)
	}
})

// written are the messages huma keeps in its code.
var written = map[string]string{
	"expected value to match exactly one schema but matched multiple": "同时符合多种格式",
	"write only property is non-zero":                                 "这个字段不能返回",
	"unknown query parameter":                                         "不认识的查询参数",
	"expected at most one value, but received multiple values":        "只能有一个值",

	// of parameters
	"invalid integer":        "应为整数",
	"invalid float":          "应为数字",
	"invalid floating value": "应为数字",
	"invalid boolean":        "应为 true 或 false",
	"unparsable value":       "无法读取",
}

var missing = regexp.MustCompile(`^required (path|query|header|cookie|form) parameter is missing$`)

// chinese is a message of huma's in Chinese; what is Chinese already stays.
func chinese(message string) string {
	if text, known := written[message]; known {
		return text
	}
	if missing.MatchString(message) {
		return "缺少这个参数"
	}
	if strings.ContainsFunc(message, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
		return message
	}
	return "格式不对"
}
