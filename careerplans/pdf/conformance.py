"""What one file needs in its metadata to be PDF/UA-1 as well as the PDF/A-2a that WeasyPrint makes.

PDF/A allows only declared metadata: the PDF/UA identification therefore comes with its extension schema
(ISO 19005-2, 6.6.2.3.3; ISO 14289-1, clause 5).
"""

from types import MethodType
from typing import Any

from weasyprint import Document

IDENTIFICATION = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def declare_pdf_ua(document: Document) -> None:
    """Make `document` say in its metadata that it is PDF/UA-1; the style and the template make it true."""
    generate = document.metadata.generate_rdf_metadata

    def with_identification(_metadata: object, *args: Any) -> bytes:
        return generate(*args).replace(b"</rdf:RDF>", IDENTIFICATION + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = MethodType(with_identification, document.metadata)
