// The text of the page: what is escaped, what the browser may do with it, how it looks.

import Foundation

enum Markup {
    /// Nothing is fetched, framed or run; forms go to this port alone.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A value for one parameter of a link.
    static func parameter(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    /// What a cell shows of a value.
    static func plain(_ value: Value?) -> String {
        switch value {
        case .null, .none: ""
        case .bool(let flag): flag ? "yes" : "no"
        case .number(let digits): digits
        case .string(let text): text
        case .some(let value): value.encoded()
        }
    }

    static func page(_ status: Int, _ body: String) -> SandboxResponse {
        var answer = SandboxResponse.html(
            status,
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
            <meta name="viewport" content="width=device-width"><style>\(style)</style></head>
            <body>\(body)</body></html>
            """)
        answer.headers += [
            ("content-security-policy", policy), ("x-content-type-options", "nosniff"), ("cache-control", "no-store"),
        ]
        return answer
    }

    private static let style = """
        body{font:15px/1.45 system-ui,sans-serif;color:#1d2733;background:#f5f6f8;margin:0 auto;max-width:78rem;\
        padding:1rem 1.5rem}
        h1{font-size:1.3rem;margin:.3rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .5rem}
        nav b{display:inline-block;width:6.5rem}nav a{margin-right:.9rem}a{color:#14569c}
        a[aria-current]{font-weight:600;color:inherit;text-decoration:none}
        table{border-collapse:collapse;width:100%;background:#fff}
        th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e2e6ea;overflow-wrap:anywhere}
        th{background:#e9edf1;font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
        details{background:#fff;border:1px solid #e2e6ea;border-radius:4px;margin:.3rem 0;padding:.4rem .7rem}
        summary{cursor:pointer}summary span,small{color:#5a6673}label{display:block;margin:.45rem 0}
        input,select{font:inherit;padding:.2rem .4rem;min-width:16rem}button{font:inherit;padding:.25rem .9rem}
        .done,.failed{padding:.5rem .8rem;border-left:4px solid #2b8a3e;background:#e9f6ec;overflow-wrap:anywhere}
        .failed{border-color:#b42318;background:#fdecea}
        """
}
