"""What people say that is no answer to any question of the line: to measure what is taken for one.

Spanish as it is talked to somebody else in the room, to the radio or to oneself; and other
languages.
"""

from __future__ import annotations

ELSEWHERE = (
    "mijo bájele al televisor que no oigo",
    "espérese que están tocando la puerta",
    "el partido empieza a las ocho de la noche",
    "compré una bicicleta usada en el mercado",
    "mi sobrina aprendió a nadar muy joven",
    "ese señor vende empanadas en la plaza",
    "ayer llovió toda la tarde en el pueblo",
    "la profesora dejó mucha tarea para el lunes",
    "los perros no dejan dormir en esta cuadra",
    "vamos a almorzar donde la abuela",
    "se acabó el azúcar y no hay tienda abierta",
    "el bus pasa por la esquina cada media hora",
    "escribieron una novela sobre piratas",
    "mañana tengo que llevar el carro al taller",
    "qué calor tan bravo el que está haciendo",
    "la cosecha de café estuvo buena este semestre",
    "ponga el arroz en fogón bajito",
    "el médico me cambió las pastillas",
    "no encuentro las gafas por ninguna parte",
    "ese celular se descarga muy rápido",
    "la reunión de padres quedó para el viernes",
    "mi hermano juega de arquero en el equipo",
    "hay que podar el árbol antes del invierno",
    "cómo le parece que se casó la vecina",
    "prenda la radio que ya empezó la misa",
)
"""In Spanish, none of it for the line."""

FOREIGN = {
    "en": (
        "could you please speak a little slower",
        "the weather will be fine tomorrow morning",
        "i am looking for the railway station",
        "we had dinner with friends last night",
        "my phone battery is almost empty",
    ),
    "it": (
        "domani andiamo al mare con i bambini",
        "vorrei un caffè e un bicchiere d'acqua",
        "la macchina è rimasta senza benzina",
        "non riesco a trovare la strada per casa",
        "ci vediamo stasera dopo il lavoro",
    ),
    "pt-br": (
        "amanhã vou viajar com a minha família",
        "o ônibus demora muito para chegar",
        "preciso comprar pão e leite na padaria",
        "ontem choveu a noite inteira aqui",
        "ele gosta de jogar futebol na praia",
    ),
}
"""By espeak-ng's name of the language."""
