// The words of a `$filter` expression (OData v3, acumatica.md 4.2).

enum FilterToken: Equatable, Sendable {
    case name(String)
    case text(String)
    /// `datetimeoffset'...'`, `date'...'`, `datetime'...'`, `guid'...'`
    case typed(String, String)
    case number(String, isDecimal: Bool)
    case open, close, comma, end
}

struct FilterLexer {
    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = Array(text) }

    static func tokens(_ text: String) throws -> [FilterToken] {
        var lexer = FilterLexer(text)
        var tokens: [FilterToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens + [.end]
    }

    private mutating func next() throws -> FilterToken? {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        guard index < characters.count else { return nil }
        switch characters[index] {
        case "(":
            index += 1
            return .open
        case ")":
            index += 1
            return .close
        case ",":
            index += 1
            return .comma
        case "'": return .text(try quoted())
        case let letter where letter.isNumber || letter == "-": return try number()
        case let letter where letter.isLetter || letter == "_": return try word()
        default: throw Problem.syntax(at: index)
        }
    }

    /// An embedded quote is doubled.
    private mutating func quoted() throws -> String {
        let start = index
        var text = ""
        index += 1
        while index < characters.count {
            let letter = characters[index]
            index += 1
            if letter != "'" {
                text.append(letter)
            } else if index < characters.count, characters[index] == "'" {
                text.append("'")
                index += 1
            } else {
                return text
            }
        }
        throw Problem.filter("There is an unterminated literal at position \(start) in the filter.")
    }

    private mutating func word() throws -> FilterToken {
        var word = ""
        while index < characters.count,
            characters[index].isLetter || characters[index].isNumber
                || ["_", "/", "."].contains(characters[index])
        {
            word.append(characters[index])
            index += 1
        }
        guard index < characters.count, characters[index] == "'" else { return .name(word) }
        return .typed(word.lowercased(), try quoted())
    }

    /// Decimals carry `M` in the official samples, doubles `d`; both are optional here (acumatica.md 4.2).
    private mutating func number() throws -> FilterToken {
        var digits = ""
        while index < characters.count, characters[index].isNumber || ["-", "."].contains(characters[index]) {
            digits.append(characters[index])
            index += 1
        }
        var isDecimal = digits.contains(".")
        if index < characters.count, "mMdDfFlL".contains(characters[index]) {
            isDecimal = isDecimal || !"lL".contains(characters[index])
            index += 1
        }
        guard Value.string(digits).decimal != nil else { throw Problem.syntax(at: index) }
        return .number(digits, isDecimal: isDecimal)
    }
}
